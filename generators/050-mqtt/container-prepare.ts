import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity } from '../parts/security.ts'
import { fingerprint, takePasswords } from './files.ts'
import { authenticationOf, directories, name, watchedFiles } from './names.ts'
import { fileMounts } from './volumes.ts'

/**
 * Gives the broker files of its own. Version 2.1 opens no password or access file through a link, and all files of a
 * ConfigMap or Secret are links (https://github.com/eclipse-mosquitto/mosquitto/issues/3461); it wants them unreadable for
 * others. And a copy stays as it was when the broker started: told to read its files anew, 2.1.2 ends at a line that it
 * cannot apply.
 */
export const prepareContainer = (mqtt: Instance<MqttValues>): Container => ({
  name: 'prepare',
  image: imageOf(mqtt, mqtt.values.image),
  command: ['sh', '-euc'],
  args: [
    [
      'umask 077',
      `cat ${directories.configuration}/mosquitto.conf > ${directories.own}/mosquitto.conf`,
      ...(authenticationOf(mqtt) === 'anonymous'
        ? []
        : [`cat ${directories.configuration}/acl > ${directories.own}/acl`]),
      ...(authenticationOf(mqtt) === 'passwords' ? [takePasswords(mqtt)] : []),
      ...(watchedFiles(mqtt).length === 0 ? [] : [`${fingerprint(mqtt)} > ${directories.own}/seen`]),
      `echo "${name} is prepared"`,
      '',
    ].join('\n'),
  ],
  resources: resources(mqtt.values.reload.resources),
  securityContext: containerSecurity,
  volumeMounts: [
    { name: 'configuration', mountPath: directories.configuration, readOnly: true },
    { name: 'own', mountPath: directories.own },
    ...fileMounts(mqtt),
  ],
})
