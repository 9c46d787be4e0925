/** Indonesian texts of refusals about files. */
import type { Texts } from './index.ts'
import type { ErrorCode } from '../domain/errors.ts'

export const exchangeProblems = {
  'import.fileEmpty': ['Berkas kosong', 'Berkas tidak memuat satu baris pun.'],
  'import.fileTruncated': ['Berkas terpotong', 'Berkas gzip rusak atau tidak lengkap; kirim ulang seluruhnya.'],
  'import.fileTooLarge': ['Berkas terlalu besar', 'Isi berkas melampaui {limit} setelah dibuka.'],
  'import.fileTooDense': ['Pemampatan tidak wajar', 'Isi berkas mengembang {ratio} kali; batasnya {limit}.'],
  'import.fileTooDemanding': [
    'Berkas terlalu berat',
    'Berkas tidak dapat dibaca dalam batas memori dan waktu; kirim sebagai CSV.',
  ],
  'import.fileHasMacros': ['Berkas memuat makro', 'Simpan ulang sebagai .xlsx tanpa makro.'],
  'import.fileHasExternalLinks': [
    'Berkas memuat tautan luar',
    'Hapus tautan ke berkas atau sambungan lain, lalu simpan ulang.',
  ],
  'import.fileGone': [
    'Berkas tidak ada lagi',
    'Berkas yang dikirim hilang sebelum selesai dibaca; tidak ada yang masuk. Kirim ulang.',
  ],
  'import.formatMismatch': ['Jenis berkas lain', 'Dinyatakan sebagai {declared}, tetapi isinya {found}.'],
  'import.encodingUnsupported': ['Pengodean tidak didukung', 'Berkas tampaknya {found}; simpan ulang sebagai UTF-8.'],
  'import.workbookDamaged': [
    'Buku kerja rusak',
    'Buku kerja tidak dapat dibaca; simpan ulang dari aplikasi lembar kerja.',
  ],
  'import.csvMalformed': [
    'CSV tidak terbaca',
    'Tanda kutip pada baris {line} tidak berpasangan; tidak ada yang masuk.',
  ],
  'import.lineTooLong': ['Baris terlalu panjang', 'Baris {line} melampaui {limit} byte.'],
  'import.tooManyLines': ['Terlalu banyak baris', 'Berkas memuat lebih dari {limit} baris.'],
  'import.columnsUnknown': ['Kolom tidak dikenal', 'Kolom tidak dikenal: {columns}. Yang dikenal: {known}.'],
  'import.columnsMissing': ['Kolom wajib tidak ada', 'Tanpa kolom ini baris tidak dapat dikenali: {columns}.'],
  'import.columnRepeated': ['Kolom ganda', 'Kolom {first} dan {second} berarti hal yang sama.'],
  'import.missingNotExpected': ['Tidak dapat dinonaktifkan', 'Jenis berkas {kind} tidak mengenal missing=deactivate.'],
  'import.tooManyMissing': [
    'Terlalu banyak yang akan dinonaktifkan',
    'Berkas tidak memuat {missing} dari {known} ({percent}%); batasnya {limit}%. Tidak ada yang masuk.',
  ],
  'import.linesRefused': [
    'Ada baris yang ditolak',
    '{refused} dari {rows} baris ditolak; dalam mode atomic tidak ada yang masuk.',
  ],
  'import.lineRagged': ['Jumlah kolom berbeda', 'Baris memuat {found} kolom, seharusnya {expected}.'],
  'import.jsonMalformed': ['JSON tidak terbaca', 'Baris bukan objek JSON yang sah: {reason}.'],
  'import.keyRepeated': [
    'Kunci ganda',
    'Kunci ini juga ada di baris {line}; semuanya ditolak karena tidak jelas mana yang benar.',
  ],
  'import.dayFormat': ['Tanggal tidak terbaca', 'Tulis tanggal sebagai YYYY-MM-DD atau dd-mm-yyyy.'],
  'import.dayUnreal': ['Tanggal tidak ada', 'Tanggal itu tidak ada dalam kalender.'],
  'import.numberImprecise': [
    'Angka kehilangan digit',
    'Sel berjenis angka tidak menyimpan semua digit; ubah menjadi teks.',
  ],
  'import.unreadableCharacters': ['Karakter tidak terbaca', 'Sel memuat karakter kendali yang tidak dapat disimpan.'],
  'import.employeeUnknown': ['Pegawai tidak ada', 'Tidak ada pegawai dengan NIP ini.'],
  'import.unitUnknown': ['Unit tidak ada', 'Tidak ada unit dengan kode ini.'],
  'import.unitOrphaned': ['Unit induk tidak ada', 'Garis ke atas berakhir pada unit yang tidak ada: {path}.'],
  'import.unitCircle': ['Pohon unit melingkar', 'Garis ke atas kembali ke unit yang sudah dilewati: {path}.'],
  'import.cycleRequired': ['Periode wajib disebut', 'Sebutkan cycleId untuk jenis berkas {kind}.'],
  'import.cycleNotExpected': ['Periode tidak berlaku', 'Jenis berkas {kind} tidak terkait periode.'],
  'import.cycleUnknown': ['Periode tidak ada', 'Tidak ada periode dengan id ini.'],
  'import.changesNotExpected': [
    'Perubahan tidak dapat disimpan',
    'Jenis berkas {kind} memuat jawaban rahasia; changes tidak berlaku.',
  ],
  'import.trainingUnknown': ['Pelatihan tidak ada', 'Tidak ada pelatihan dengan kode ini.'],
  'import.notOfCycle': ['Bukan bagian periode', 'Tidak termasuk dalam periode yang disebut.'],
  'import.figureOutOfRange': ['Nilai di luar rentang', 'Nilai harus {min} sampai {max}.'],
  'import.datesOutOfOrder': ['Urutan tanggal terbalik', 'Tanggal selesai mendahului tanggal mulai.'],
  'import.waitNotExpected': [
    'Tidak dapat menunggu',
    'Hanya berkas assignments dalam mode partial mengenal unknownPeople=wait, bukan {kind}.',
  ],
  'export.expired': ['Berkas sudah dihapus', 'Berkas ekspor sudah melewati masa simpan; buat ekspor baru.'],
  'export.notReady': ['Berkas belum siap', 'Ekspor belum selesai; ikuti pekerjaannya.'],
  'export.formatNotExpected': ['Format tidak sesuai', 'Ekspor {kind} tidak tersedia sebagai {format}.'],
  'export.cycleRequired': ['Periode wajib disebut', 'Sebutkan cycleId untuk ekspor {kind}.'],
  'export.cycleNotExpected': ['Periode tidak berlaku', 'Ekspor {kind} tidak terkait periode.'],
  'export.cycleUnknown': ['Periode tidak ada', 'Tidak ada periode dengan id ini.'],
  'siasnHandover.sourceMismatch': [
    'Sumber tidak sesuai',
    'Layanan skp22/save dan kinerjaperiodik/save memerlukan cycleId, kursus/save memerlukan year; bukan keduanya ({service}).',
  ],
  'siasnHandover.cycleUnknown': ['Periode tidak ada', 'Tidak ada periode dengan id ini.'],
  'siasnHandover.notPublished': [
    'Periode belum diumumkan',
    'Hasil diserahkan setelah diumumkan; periode berkeadaan {state}.',
  ],
  'siasnRecord.stateForbids': ['Keadaan tidak mengizinkan', 'Catatan berkeadaan {state}; {event} tidak mungkin.'],
  'siasnRecord.reasonRequired': ['Alasan wajib', 'Penolakan SIASN dicatat beserta alasannya.'],
  'job.notCancellable': ['Tidak dapat dibatalkan', 'Pekerjaan sudah {state}, atau jenisnya tidak dapat dibatalkan.'],
} satisfies Partial<Record<ErrorCode, Texts['problems'][ErrorCode]>>
