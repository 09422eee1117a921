/** An option of mosquitto.conf that `config` may set. */
export type Option = {
  /** Whether it stands once, or in every listener. */
  readonly scope: 'broker' | 'listener'
  readonly value: Flag | Whole | Text
}

type Flag = { readonly is: 'flag' }
type Whole = { readonly is: 'number'; readonly least: number; readonly most: number }
type Text = { readonly is: 'text'; readonly form: RegExp; readonly expected: string }

const flag: Flag = { is: 'flag' }
const number = (least: number, most: number): Whole => ({ is: 'number', least, most })
const text = (form: RegExp, expected: string): Text => ({ is: 'text', form, expected })
const largest = 2 ** 31 - 1

/**
 * Options beyond ours that both versions know: each was given to 2.0.11, which started, and stands in src/conf.c of 2.1.
 */
export const knownOptions: Readonly<Record<string, Option>> = {
  allow_zero_length_clientid: { scope: 'broker', value: flag },
  check_retain_source: { scope: 'broker', value: flag },
  max_inflight_bytes: { scope: 'broker', value: number(0, largest) },
  queue_qos0_messages: { scope: 'broker', value: flag },
  retain_available: { scope: 'broker', value: flag },
  set_tcp_nodelay: { scope: 'broker', value: flag },
  sys_interval: { scope: 'broker', value: number(0, 65535) },
  upgrade_outgoing_qos: { scope: 'broker', value: flag },
  websockets_headers_size: { scope: 'broker', value: number(0, 65535) },
  ciphers: { scope: 'listener', value: text(/^[-A-Za-z0-9_:!+@=]+$/, 'a list of ciphers as OpenSSL writes it') },
  'ciphers_tls1.3': {
    scope: 'listener',
    value: text(/^[A-Z0-9_]+(:[A-Z0-9_]+)*$/, 'a list of ciphers such as TLS_AES_256_GCM_SHA384'),
  },
  max_qos: { scope: 'listener', value: number(0, 2) },
  max_topic_alias: { scope: 'listener', value: number(0, 65535) },
  socket_domain: { scope: 'listener', value: text(/^ipv[46]$/, 'ipv4 or ipv6') },
  use_username_as_clientid: { scope: 'listener', value: flag },
}

/** Options that Sluice writes itself, and the value that decides each. */
export const ownedOptions: Readonly<Record<string, string>> = {
  acl_file: 'security.acl',
  allow_anonymous: 'security.authentication',
  autosave_interval: 'storage.saveEvery',
  autosave_on_changes: 'storage.saveEvery',
  bind_address: 'external',
  connection_messages: 'log.connections',
  listener: 'websockets',
  listener_allow_anonymous: 'security.authentication',
  log_type: 'log.types',
  max_connections: 'tuning.connections',
  max_inflight_messages: 'tuning.inflightMessages',
  max_keepalive: 'tuning.keepalive',
  max_packet_size: 'tuning.packetSize',
  max_queued_bytes: 'tuning.queuedBytes',
  max_queued_messages: 'tuning.queuedMessages',
  memory_limit: 'resources.memory',
  message_size_limit: 'tuning.packetSize',
  password_file: 'security.passwords',
  persistence: 'storage',
  persistence_file: 'storage',
  persistence_location: 'storage',
  persistent_client_expiration: 'tuning.sessionExpiry',
  port: 'websockets',
  protocol: 'websockets',
  require_certificate: 'security.authentication',
  tls_version: 'security.minimumTls',
  use_identity_as_username: 'security.authentication',
}

const fromCertificates = 'it follows from 005-certs'
const aFile = 'it names a file, and nothing mounts one'
const otherIdentity = 'users are known by common name or password here'
const otherRights = 'the rights of `security.acl` would no longer hold'
const aBridge = 'a bridge to another broker is not part of this component'
const deprecated = 'the broker has it no longer, or not for long'
const theLog = 'the log goes to the container’s output, with the time'

/** Options that nobody may set here, and why. */
export const refusedOptions: Readonly<Record<string, string>> = {
  address: aBridge,
  addresses: aBridge,
  allow_duplicate_messages: deprecated,
  auto_id_prefix: deprecated,
  bind_interface: 'Services, policies and probes reach the broker on the pod’s address',
  cafile: fromCertificates,
  capath: fromCertificates,
  certfile: fromCertificates,
  cleansession: aBridge,
  clientid_prefixes: deprecated,
  connection: aBridge,
  crlfile: aFile,
  daemon: 'the container ends when its first process does',
  dhparamfile: aFile,
  disable_client_cert_date_checks: 'certificates that have ended would still let their clients in',
  enable_control_api: otherRights,
  enable_proxy_protocol: 'clients inside of the cluster would be refused',
  http_dir: aFile,
  include_dir: aFile,
  keyfile: fromCertificates,
  log_dest: theLog,
  log_facility: theLog,
  log_timestamp: theLog,
  log_timestamp_format: theLog,
  mount_point: otherRights,
  per_listener_settings: 'passwords and rights would hold for no listener',
  pid_file: aFile,
  proxy_protocol_v2_require_tls: 'clients inside of the cluster would be refused',
  psk_file: otherIdentity,
  psk_hint: otherIdentity,
  retained_persistence: 'retained messages are always kept',
  retry_interval: deprecated,
  tls_engine: fromCertificates,
  tls_engine_kpass_sha1: fromCertificates,
  tls_keyform: fromCertificates,
  topic: aBridge,
  use_subject_as_username: otherIdentity,
  user: 'the pod says who the broker runs as',
  websockets_log_level: 'version 2.1 ignores it; see log.types',
}

/** Beginnings of options that nobody may set here, and why. */
export const refusedPrefixes: Readonly<Record<string, string>> = {
  auth_: otherRights,
  bridge_: aBridge,
  global_plugin: otherRights,
  local_: aBridge,
  notification: aBridge,
  plugin: otherRights,
  remote_: aBridge,
}
