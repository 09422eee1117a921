import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { fingerprint, takePasswords } from './files.ts'
import { authenticationOf, directories } from './names.ts'
import { fileMounts } from './volumes.ts'

/**
 * Tells the broker, whose process it sees and whose user it is, to read its files anew when a certificate or password in
 * them is new (SIGHUP). All else that the broker then reads is as it was at its start. A broker that is just starting does
 * not catch the signal yet (the lowest bit of SigCgt) and would be ended by it: it is told in a later round, because what
 * was seen is noted last.
 */
export const reloadContainer = (mqtt: Instance<MqttValues>): Container & { restartPolicy: 'Always' } => ({
  name: 'reload',
  image: imageOf(mqtt, mqtt.values.image),
  restartPolicy: 'Always',
  command: ['sh', '-euc'],
  args: [
    [
      'umask 077',
      `while sleep ${seconds(mqtt.values.reload.checkEvery)}; do`,
      `  now=$(${fingerprint(mqtt)})`,
      `  if [ "$now" = "$(cat ${directories.own}/seen)" ]; then continue; fi`,
      '  if ! broker=$(pidof mosquitto); then continue; fi',
      '  if ! grep -q "^SigCgt:.*[13579bdf]$" "/proc/$broker/status"; then continue; fi',
      ...(authenticationOf(mqtt) === 'passwords' ? [takePasswords(mqtt).replaceAll(/^/gm, '  ')] : []),
      '  kill -HUP "$broker"',
      `  echo "$now" > ${directories.own}/seen`,
      '  echo "the broker reads its certificates and passwords anew"',
      'done',
      '',
    ].join('\n'),
  ],
  resources: resources(mqtt.values.reload.resources),
  securityContext: containerSecurity,
  volumeMounts: [{ name: 'own', mountPath: directories.own }, ...fileMounts(mqtt)],
})
