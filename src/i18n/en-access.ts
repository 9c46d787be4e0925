/** English texts of refusals about access: tokens, API clients, identity providers, webhooks. */

export const accessProblems = {
  'token.issuerUnreachable': [
    'Identity provider unreachable',
    'The key of this token is not known yet and the identity provider does not answer; repeat after Retry-After.',
  ],
  'access.personUnknown': [
    'Employee not found',
    'The identity provider vouches for you, but the claim {claim} does not name exactly one active employee.',
  ],
  'identity.issuerReserved': [
    'Issuer reserved',
    "This issuer is that of the service's own API clients; make one at /v1/api-clients.",
  ],
  'identityProvider.issuerTaken': ['Issuer taken', 'This issuer is an identity provider already.'],
  'identityProvider.issuerInvalid': [
    'Issuer invalid',
    'Write the issuer as an address without query and fragment, the same as `iss`.',
  ],
  'identityProvider.institutionUnknown': ['Institution unknown', 'The institution named does not exist.'],
  'apiClient.tooManySecrets': [
    'Too many client secrets',
    '{live} secrets are live, at most {most} can be; revoke the old one.',
  ],
  'apiClient.keyUnusable': ['Key unusable', 'Send a public key as JWK: Ed25519, P-256, or RSA of at least 2048 bits.'],
  'apiClient.keyNameTaken': ['Key name taken', 'This client has a live key {kid}.'],
  'tokenKey.lastOne': ['The last key', 'Make a new key before the last one is retired.'],
  'oauth.requestInvalid': ['Token request invalid', 'The request cannot be used: {reason}.'],
  'oauth.grantUnsupported': ['Grant unsupported', 'Use client_credentials or token-exchange.'],
  'oauth.clientInvalid': [
    'Client invalid',
    'The client is not known, or did not prove that it is the one; use HTTP Basic or client_assertion.',
  ],
  'oauth.clientUnauthorised': ['Client not authorised', 'This client may not act for persons.'],
  'oauth.scopeInvalid': ['Scope invalid', 'More was asked for than the client has.'],
  'oauth.subjectTokenInvalid': [
    'Token of the person invalid',
    "subject_token is no valid token of an employee of this client's institution.",
  ],
  'webhookEndpoint.clientUnknown': ['API client unknown', 'The API client named is absent or not active.'],
  'webhookEndpoint.addressRefused': [
    'Address refused',
    "A receiver's address is https without a user name; one inside has to be allowed by the operator.",
  ],
  'webhookEndpoint.typeUnknown': ['Type of event not readable', 'The client may not read events {type}.'],
  'webhookEndpoint.disabled': ['Endpoint disabled', 'This endpoint is disabled ({reason}); enable it first.'],
  'webhookEndpoint.tooManyEvents': [
    'Too many events',
    'There are more than {most} events after {after}; take them from /v1/events.',
  ],
} as const
