/** Indonesian texts of refusals about access: tokens, API clients, identity providers, webhooks. */

export const accessProblems = {
  'token.issuerUnreachable': [
    'Penyedia identitas tidak dapat dihubungi',
    'Kunci token ini belum dikenal dan penyedia identitas tidak menjawab; ulangi setelah Retry-After.',
  ],
  'access.personUnknown': [
    'Pegawai tidak ditemukan',
    'Penyedia identitas menjamin Anda, tetapi klaim {claim} tidak menunjuk tepat satu pegawai aktif.',
  ],
  'identity.issuerReserved': [
    'Penerbit tidak tersedia',
    'Penerbit ini milik klien API layanan sendiri; buat klien di /v1/api-clients.',
  ],
  'identityProvider.issuerTaken': ['Penerbit sudah terdaftar', 'Penerbit ini sudah menjadi penyedia identitas.'],
  'identityProvider.issuerInvalid': [
    'Alamat penerbit tidak sah',
    'Tulis penerbit sebagai alamat tanpa query dan fragmen, sama dengan `iss`.',
  ],
  'identityProvider.institutionUnknown': ['Instansi tidak dikenal', 'Instansi yang disebut tidak ada.'],
  'apiClient.tooManySecrets': [
    'Terlalu banyak rahasia klien',
    '{live} rahasia masih berlaku, paling banyak {most}; cabut yang lama.',
  ],
  'apiClient.keyUnusable': [
    'Kunci tidak dapat dipakai',
    'Kirim kunci publik Ed25519, P-256, atau RSA paling sedikit 2048 bit sebagai JWK.',
  ],
  'apiClient.keyNameTaken': ['Nama kunci sudah dipakai', 'Klien ini memiliki kunci {kid} yang masih berlaku.'],
  'tokenKey.lastOne': ['Kunci terakhir', 'Buat kunci baru sebelum yang terakhir ditarik.'],
  'oauth.requestInvalid': ['Permintaan token tidak sah', 'Permintaan tidak dapat dipakai: {reason}.'],
  'oauth.grantUnsupported': ['Jenis grant tidak didukung', 'Pakai client_credentials atau token-exchange.'],
  'oauth.clientInvalid': [
    'Klien tidak sah',
    'Klien tidak dikenal atau tidak membuktikan dirinya; pakai HTTP Basic atau client_assertion.',
  ],
  'oauth.clientUnauthorised': ['Klien tidak berwenang', 'Klien ini tidak boleh bertindak atas nama orang.'],
  'oauth.scopeInvalid': ['Scope tidak sah', 'Scope yang diminta melebihi yang dimiliki klien.'],
  'oauth.subjectTokenInvalid': [
    'Token orang tidak sah',
    'subject_token bukan token yang berlaku dari pegawai instansi klien ini.',
  ],
  'webhookEndpoint.clientUnknown': ['Klien API tidak dikenal', 'Klien API yang disebut tidak ada atau tidak aktif.'],
  'webhookEndpoint.addressRefused': [
    'Alamat ditolak',
    'Alamat penerima harus https tanpa nama pengguna; alamat internal perlu diizinkan oleh pengelola layanan.',
  ],
  'webhookEndpoint.typeUnknown': ['Jenis peristiwa tidak terbaca', 'Klien tidak boleh membaca peristiwa {type}.'],
  'webhookEndpoint.disabled': ['Penerima tidak aktif', 'Penerima ini dinonaktifkan ({reason}); aktifkan dahulu.'],
  'webhookEndpoint.tooManyEvents': [
    'Terlalu banyak peristiwa',
    'Sesudah {after} ada lebih dari {most} peristiwa; ambil dari /v1/events.',
  ],
} as const
