// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the title of a test as it is written
// biome-ignore-all format: a table is read by its rows

/**
 * Where each property of what Sluice renders is checked. The numbers are those of the checklist that it was designed by; both
 * engines ask for each, unless the sentence names one. test/checklist.test.ts holds this table against the engine and its tests.
 */
export const checklist: readonly Property[] = [
  { number: 1, holds: 'Files are .yaml, UTF-8 without a mark, with line feeds and no tabs.', at: [
    { rule: 'text/file-is-yaml', breaks: 'JSON' },
    { rule: 'text/lines-are-plain', breaks: 'a carriage return' },
    { rule: 'text/lines-are-plain', breaks: 'a tab' },
    { test: 'print', title: 'a negative zero is zero, and half of a surrogate pair is escaped' },
  ] },
  { number: 2, holds: 'No file has a name that an engine takes for something else, and none is hidden or a link.', at: [
    { rule: 'text/file-name-is-free', breaks: 'a kustomization' },
    { rule: 'text/file-name-is-free', breaks: 'a hidden file' },
    { test: 'refusals', row: 'a rendered file that is a link' },
  ] },
  { number: 3, holds: 'A document is one object that says its version, kind and name.', at: [
    { rule: 'identity/object-says-what-it-is', breaks: 'a list is no object' },
    { rule: 'identity/object-says-what-it-is', breaks: 'no name' },
    { text: 'two documents' },
  ] },
  { number: 4, holds: 'YAML 1.1 and YAML 1.2 read the same from a file.', at: [
    { test: 'print', title: '${name} reads every text, key and document as it was' },
    { text: 'a word that only YAML 1.1 takes for a boolean' },
  ] },
  { number: 5, holds: 'There are no anchors, aliases, merge keys, tags and keys that come twice.', at: [
    { text: 'an anchor' },
    { text: 'a tag' },
    { text: 'a merge key' },
    { text: 'a key twice' },
  ] },
  { number: 6, holds: 'Nothing is left of a template, and no file asks Argo CD to skip it.', at: [
    { rule: 'text/no-residue', breaks: 'a template' },
    { rule: 'text/no-residue', breaks: 'a file that Argo CD skips' },
  ] },
  { number: 7, holds: 'An overlay has less than 10 MiB, an object less than 1 MiB.', at: [
    { rule: 'text/size-is-bearable', breaks: 'an object of more than 1 MiB' },
    { test: 'text-rules', title: 'an overlay of more than 10 MiB is refused' },
  ] },
  { number: 8, holds: 'The same inputs give the same bytes anywhere.', at: [
    { test: 'render-output', title: 'the same inputs give the same bytes in another folder, time zone, language and file mask' },
    { test: 'render-output', title: 'one overlay at a time gives the same bytes as all at once' },
  ] },
  { number: 9, holds: 'The files are exactly those of the plan, need nothing beside them, and are never none.', at: [
    { test: 'files', title: 'changed, missing and left over files are told apart, and what a person keeps in the overlay is not looked at' },
    { test: 'write', title: 'only the files of the plan change, and folders that become empty go' },
    { test: 'checklist', title: 'an overlay that would render nothing is refused' },
  ] },
  { number: 10, holds: 'An object stands in an overlay once, whatever its version.', at: [
    { rule: 'identity/object-is-rendered-once', breaks: 'another version of the same object' },
  ] },
  { number: 11, holds: 'An object of a cluster is of one overlay, and a chart is installed by one.', at: [
    { finding: 'fleet/objects-are-of-one-overlay', test: 'fleet', title: 'objects that two overlays of one cluster render are told at the names of their clusters' },
  ] },
  { number: 12, holds: 'An object says its namespace where its kind has one, and else none.', at: [
    { rule: 'identity/namespace-follows-scope', breaks: 'a namespaced object without one' },
    { rule: 'identity/namespace-follows-scope', breaks: 'a cluster-wide object with one' },
  ] },
  { number: 13, holds: 'A namespace is rendered before what stands in it, and no engine makes it up.', at: [
    { rule: 'identity/namespace-exists', breaks: 'a namespace that nothing renders' },
    { rule: 'identity/namespace-exists', breaks: 'a namespace that comes later' },
    { wayOut: "the platform's Application CreateNamespace" },
  ] },
  { number: 14, holds: 'Names, what is derived from them, labels and annotations are legal for their kinds.', at: [
    { rule: 'identity/name-fits-its-kind', breaks: 'a Service like an address' },
    { rule: 'identity/derived-name-fits', breaks: 'a claim of 64 characters' },
    { rule: 'identity/labels-are-legal', breaks: 'annotations of more than 256 KiB' },
  ] },
  { number: 15, holds: 'No object has a field that the server writes.', at: [
    { rule: 'identity/no-server-fields', breaks: 'an exported object' },
    { rule: 'identity/no-server-fields', breaks: 'a status' },
  ] },
  { number: 16, holds: 'No object carries a mark of an engine, nor the name of an Application as its instance.', at: [
    { rule: 'identity/no-tracking-marks', breaks: 'what Argo CD writes itself' },
    { check: 'argocd/labels-name-no-application', breaks: 'an Application that is called like the overlay' },
  ] },
  { number: 17, holds: 'A name that differs from the committed one is told as a rename, a move as a move.', at: [
    { later: 'plan' },
  ] },
  { number: 18, holds: 'Every object is legal for the Kubernetes of its overlay, without an unknown field.', at: [
    { finding: 'manifest/schema', test: 'kubernetes-schemas', title: 'every mistake of a manifest is reported at once' },
    { test: 'kubernetes-schemas', title: 'a field that came with a minor is refused in the minor before' },
  ] },
  { number: 19, holds: 'Values of labels, annotations, variables and configuration are texts, keys of configuration legal, Secrets base64.', at: [
    { test: 'kubernetes-schemas', row: 'make it a string: "8080"' },
    { test: 'kubernetes-schemas', row: 'expected base64, got' },
    { rule: 'shape/configuration-keys-are-legal', breaks: 'a key with a slash' },
  ] },
  { number: 20, holds: 'There is no null, and nothing empty without a meaning.', at: [
    { rule: 'shape/no-nulls', breaks: 'a null' },
    { rule: 'shape/no-empty-noise', breaks: 'an empty map without meaning' },
  ] },
  { number: 21, holds: 'Members of a list that are known by a key have it once, defaults counted.', at: [
    { test: 'kubernetes-schemas', row: 'expected each containerPort with protocol once, found 53 with "TCP" twice' },
    { rule: 'shape/names-inside-are-unique', breaks: 'two ports of a Service with one name' },
  ] },
  { number: 22, holds: 'Every port says its protocol; a port of a Service its target, and its name where there are more.', at: [
    { rule: 'shape/ports-are-explicit', breaks: 'a port without protocol' },
    { rule: 'shape/ports-are-explicit', breaks: 'a Service without targetPort' },
  ] },
  { number: 23, holds: 'A quantity is written as the server would write it.', at: [
    { rule: 'shape/quantities-are-canonical', breaks: 'an amount that is written otherwise' },
    { rule: 'shape/quantities-are-canonical', breaks: 'a part of a byte' },
  ] },
  { number: 24, holds: 'A claim template says its version and kind, and no status.', at: [
    { rule: 'shape/claim-templates-are-typed', breaks: 'a template without kind' },
    { rule: 'shape/claim-templates-are-typed', breaks: 'a template with status' },
  ] },
  { number: 25, holds: 'A Service leaves its address to the cluster, or has none.', at: [
    { rule: 'shape/service-addresses-are-the-clusters', breaks: 'an empty address' },
    { rule: 'shape/service-addresses-are-the-clusters', breaks: 'a nodePort of a ClusterIP Service' },
    { rule: 'references/governing-service-is-headless', breaks: 'a Service with an address' },
  ] },
  { number: 26, holds: 'A webhook has no bundle, is explicit, and spares kube-system and its own namespace.', at: [
    { rule: 'shape/webhooks-are-explicit', breaks: 'a bundle' },
    { rule: 'shape/webhooks-are-explicit', breaks: 'a webhook that stops the pods of the cluster' },
  ] },
  { number: 27, holds: 'A definition is structural and lean, applied by the server where it is large, and protected.', at: [
    { rule: 'shape/definitions-are-lean', breaks: 'a priority of 0' },
    { rule: 'shape/definitions-are-lean', breaks: 'a schema that is not structural' },
    { rule: 'shape/definitions-are-lean', breaks: 'a large one that is applied by the client' },
    { rule: 'safety/precious-objects-are-protected', breaks: 'a Namespace that Flux would prune' },
  ] },
  { number: 28, holds: 'A member of a list of a custom resource states what its definition would default.', at: [
    { rule: 'shape/list-members-state-defaults', breaks: 'a reference without its defaults' },
    { test: 'checklist', title: 'every default inside of a list of a kind that components may write is stated' },
  ] },
  { number: 29, holds: 'What an autoscaler scales leaves its replicas open, and the autoscaler has metrics.', at: [
    { rule: 'references/scaled-workload-leaves-replicas', breaks: 'replicas beside an autoscaler' },
    { rule: 'references/autoscaler-has-a-target', breaks: 'no metrics' },
  ] },
  { number: 30, holds: 'Versions are preferred and stable; a version that differs from the committed one is told.', at: [
    { rule: 'shape/versions-are-current', breaks: 'a version with a successor' },
    { rule: 'shape/versions-are-current', breaks: 'a beta version' },
    { later: 'plan' },
  ] },
  { number: 31, holds: 'A ServiceAccount lists no Secrets; a binding is named for its role, which differs from the committed one with its name.', at: [
    { rule: 'shape/service-accounts-list-no-secrets', breaks: 'a list of secrets' },
    { rule: 'shape/bindings-are-named-for-their-role', breaks: 'a binding that could be of any role' },
    { later: 'plan' },
  ] },
  { number: 32, holds: 'What an object refers to is rendered, made by what is rendered, or declared; keys included.', at: [
    { rule: 'references/configmap-exists', breaks: 'a ConfigMap that nothing renders' },
    { rule: 'references/secret-exists', breaks: 'a Secret that nothing makes' },
    { rule: 'references/service-account-exists', breaks: 'no such account' },
    { rule: 'references/claim-exists', breaks: 'no such claim' },
    { rule: 'references/class-exists', breaks: 'an unknown priority' },
    { rule: 'references/issuer-exists', breaks: 'an Issuer of another namespace' },
    { rule: 'references/key-exists', breaks: 'a file of a ConfigMap that it does not hold' },
  ] },
  { number: 33, holds: 'Selectors select rendered pods, ports are theirs, and a StatefulSet has its headless Service.', at: [
    { rule: 'references/service-selects-a-pod', breaks: 'labels of nobody' },
    { rule: 'references/target-port-exists', breaks: 'a port that the pods do not have' },
    { rule: 'references/budget-selects-a-pod', breaks: 'labels of nobody' },
    { rule: 'network/policy-selects-a-pod', breaks: 'labels of nobody' },
    { rule: 'references/governing-service-is-headless', breaks: 'a Service with an address' },
    { rule: 'references/selector-matches-its-template', breaks: 'a selector of other pods' },
    { rule: 'budgets/budget-leaves-room', breaks: 'every pod must stay' },
  ] },
  { number: 34, holds: 'The definition of a custom resource comes with it or before, is declared, or comes with a chart; its webhook comes before.', at: [
    { rule: 'references/kind-is-served', breaks: 'a kind whose definition comes later' },
    { rule: 'references/kind-is-served', breaks: 'a version that is not served' },
    { rule: 'order/webhook-comes-before-what-it-judges', breaks: 'an object beside the server of its webhook' },
    { finding: 'prerequisites/declared', test: 'sync', row: 'a kind whose prerequisite nobody declares' },
  ] },
  { number: 35, holds: 'Every container keeps the limit ranges and says what quotas count, and all fits the quota.', at: [
    { rule: 'quotas/containers-say-what-they-use', breaks: 'an init container that says nothing' },
    { rule: 'quotas/requests-are-within-limits', breaks: 'a request over the limit that a LimitRange gives' },
    { rule: 'quotas/containers-keep-the-limit-range', breaks: 'a limit over the most' },
    { rule: 'quotas/set-fits-its-quota', breaks: 'the pod that a rolling update adds' },
  ] },
  { number: 36, holds: 'A directory, its wave and its link of the chain have one number.', at: [
    { rule: 'order/wave-is-the-directory', breaks: 'a wave that is no number' },
    { rule: 'order/step-is-one-directory', breaks: 'two directories of one number' },
    { check: 'flux/chain-follows-the-numbers', breaks: 'a step that waits for nobody' },
  ] },
  { number: 37, holds: 'No object needs what comes in a later step.', at: [
    { rule: 'order/references-point-backwards', breaks: 'a Certificate that comes after its server' },
  ] },
  { number: 38, holds: 'What waits for the world is last, a claim comes with its consumer, an issuer after its authority.', at: [
    { rule: 'order/what-waits-for-the-world-is-last', breaks: 'a load balancer among the servers' },
    { rule: 'order/what-waits-for-the-world-is-last', breaks: 'a Job that somebody must resume' },
    { rule: 'order/claim-comes-with-its-consumer', breaks: 'a claim before its consumer' },
    { rule: 'order/authority-comes-before-its-issuer', breaks: 'an issuer in the directory of its authority' },
  ] },
  { number: 39, holds: 'Nothing talks to what comes in a later step, so that nothing waits for it.', at: [
    { rule: 'order/references-point-backwards', breaks: 'an address of what comes later' },
  ] },
  { number: 40, holds: 'Flux: a step waits long enough, for steps that there are, prunes, reads its directory and knows health.', at: [
    { check: 'flux/steps-wait-and-prune', breaks: 'a step that is done at once' },
    { check: 'flux/steps-wait-and-prune', breaks: 'a step that leaves what left git' },
    { check: 'flux/steps-wait-and-prune', breaks: 'a step that does not say what goes with it' },
    { check: 'flux/steps-wait-and-prune', breaks: 'an interval in days, which Go does not know' },
    { check: 'flux/timeouts-outlast-a-rollout', breaks: 'five minutes for three brokers' },
    { check: 'flux/dependencies-exist-without-a-circle', breaks: 'a step that waits for what is not there' },
    { check: 'flux/dependencies-exist-without-a-circle', breaks: 'charts that wait for what needs them' },
    { check: 'flux/paths-are-the-directories', breaks: 'a folder that is not there' },
    { check: 'flux/custom-kinds-have-expressions', breaks: 'no expression' },
  ] },
  { number: 41, holds: 'Argo CD: the Application says how it reads, follows, heals and tries again; the project permits what is rendered.', at: [
    { check: 'argocd/application-is-explicit', breaks: 'a tool that Argo CD finds out by itself' },
    { check: 'argocd/application-is-explicit', breaks: 'a branch by half a name' },
    { check: 'argocd/application-is-explicit', breaks: 'a sync that may delete all' },
    { check: 'argocd/application-is-explicit', breaks: 'waves that do not wait for what is as it was' },
    { check: 'argocd/application-is-explicit', breaks: 'force alone, which an apply by the server refuses' },
    { check: 'argocd/server-side-apply-is-compared-so', breaks: 'a diff by the client' },
    { check: 'argocd/project-covers-what-is-rendered', breaks: 'a kind that is not permitted' },
    { check: 'argocd/project-covers-what-is-rendered', breaks: 'a namespace that is not permitted' },
  ] },
  { number: 42, holds: 'Argo CD: there is no ApplicationSet.', at: [
    { none: 'a hub names the overlays that it drives, and each renders its own Application: a generator would find overlays that nobody named' },
    { check: 'argocd/no-application-set', breaks: 'Applications of whatever lies in a folder' },
  ] },
  { number: 43, holds: 'A Job is named for its content, stays, is patient, and nothing is named by the server.', at: [
    { rule: 'jobs/name-carries-its-hash', breaks: 'the hash of another content' },
    { rule: 'jobs/job-is-patient', breaks: 'no deadline' },
    { rule: 'jobs/job-stays', breaks: 'a Job that removes itself' },
    { rule: 'jobs/no-generated-names', breaks: 'a name that the server makes' },
  ] },
  { number: 44, holds: 'There are no hooks.', at: [
    { rule: 'jobs/no-hooks', breaks: 'a hook' },
  ] },
  { number: 45, holds: 'Nothing but a Job is forced or replaced.', at: [
    { rule: 'safety/nothing-is-forced', breaks: 'a server that is deleted and made anew' },
    { rule: 'safety/nothing-is-forced', breaks: 'the same for Flux' },
  ] },
  { number: 46, holds: 'A pod template changes with its configuration, and never by itself.', at: [
    { rule: 'safety/configuration-has-a-checksum', breaks: 'a server that does not see a change' },
    { rule: 'safety/template-is-not-volatile', breaks: 'a time' },
  ] },
  { number: 47, holds: 'A field that never changes is that of the committed object, or the change is acknowledged.', at: [
    { later: 'plan' },
  ] },
  { number: 48, holds: 'What loses data or identity is kept from pruning by both engines, with what it needs.', at: [
    { rule: 'safety/precious-objects-are-protected', breaks: 'a Namespace that Flux would prune' },
    { rule: 'safety/needs-of-precious-objects-are-protected', breaks: 'a configuration that Argo CD would prune' },
    { check: 'argocd/sync-objects-are-kept', breaks: 'a project that goes with its file' },
    { check: 'flux/charts-are-kept', breaks: 'a chart that goes with its file' },
  ] },
  { number: 49, holds: 'No secret stands in git.', at: [
    { rule: 'secrets/no-secret-in-git', breaks: 'a Secret with content' },
    { rule: 'secrets/no-secret-in-text', breaks: 'a password in a configuration' },
    { rule: 'secrets/no-secret-in-text', breaks: 'a private key' },
  ] },
  { number: 50, holds: 'Flux leaves every $ alone, and none stands twice.', at: [
    { rule: 'safety/dollars-are-left-alone', breaks: 'a variable that Flux would replace' },
    { text: 'a dollar twice' },
    { wayOut: 'Kustomization postBuild' },
  ] },
  { number: 51, holds: 'An image is an exact version or a digest.', at: [
    { rule: 'safety/images-are-pinned', breaks: 'the latest' },
    { rule: 'safety/images-are-pinned', breaks: 'no tag behind a registry with a port' },
  ] },
  { number: 52, holds: 'A port and a folder of the nodes are taken once.', at: [
    { rule: 'network/node-ports-are-taken-once', breaks: 'a port of the nodes twice' },
    { rule: 'safety/host-paths-are-written-by-one', breaks: 'two that write' },
  ] },
  { number: 53, holds: 'Peers that start together are found before they are ready.', at: [
    { rule: 'references/peers-find-each-other', breaks: 'peers that are found only when ready' },
  ] },
  { number: 54, holds: 'A server says when it is ready.', at: [
    { rule: 'safety/servers-say-when-ready', breaks: 'no probe' },
  ] },
  { number: 55, holds: 'A disruption budget lets a pod go and keeps one.', at: [
    { rule: 'budgets/budget-leaves-room', breaks: 'no pod may go' },
    { rule: 'budgets/budget-leaves-room', breaks: 'every pod may go' },
  ] },
  { number: 56, holds: 'A change of one overlay changes the files of that overlay alone.', at: [
    { test: 'render-output', title: 'a change of one overlay changes files of that overlay only' },
  ] },
]

/** One number of the checklist. */
export type Property = { readonly number: number; readonly holds: string; readonly at: readonly Check[] }

/** What checks a property, and what breaks that. */
type Check =
  /** A rule over rendered objects or files, and the row of its table that breaks it (test/support). */
  | { readonly rule: string; readonly breaks: string }
  /** A check over what syncs (test/support/sync-checks.ts), and the row that breaks it. */
  | { readonly check: string; readonly breaks: string }
  /** An option that is nowhere (test/support/ways-out.ts). */
  | { readonly wayOut: string }
  /** What no rendered file may be, by its row in test/checklist.test.ts. */
  | { readonly text: string }
  /** A test by its title, or by a row of its table; `finding` is the rule that it expects. */
  | { readonly test: string; readonly title: string; readonly finding?: string }
  | { readonly test: string; readonly row: string; readonly finding?: string }
  /** What needs the committed files of before: the command that will compare. */
  | { readonly later: 'plan' }
  /** Why there is nothing to check. */
  | { readonly none: string }
