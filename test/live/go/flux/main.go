// What kustomize-controller does with the Kustomizations of a cluster at one revision of a repository, once, with the
// libraries that it is made of: kustomize, ssa, kstatus, and the expressions of runtime. The loop around them, which in
// Flux is controller-runtime's queue, is ours: one Kustomization after the other, each when those that it depends on are
// Ready at this revision. Prints a JSON object on a line for each object and each Kustomization.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling"
	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/engine"
	"github.com/fluxcd/cli-utils/pkg/object"
	"github.com/fluxcd/pkg/apis/kustomize"
	generator "github.com/fluxcd/pkg/kustomize"
	"github.com/fluxcd/pkg/runtime/cel"
	"github.com/fluxcd/pkg/runtime/statusreaders"
	"github.com/fluxcd/pkg/ssa"
	"github.com/fluxcd/pkg/ssa/normalize"
	ssautil "github.com/fluxcd/pkg/ssa/utils"
	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

const (
	group      = "kustomize.toolkit.fluxcd.io"
	controller = "kustomize-controller"
	finalizer  = "finalizers.fluxcd.io"
)

// What the program reads of a Kustomization; the names are those of its API, kustomize.toolkit.fluxcd.io/v1.
type spec struct {
	DependsOn        []reference                   `json:"dependsOn"`
	Path             string                        `json:"path"`
	Prune            bool                          `json:"prune"`
	Wait             bool                          `json:"wait"`
	Force            bool                          `json:"force"`
	Suspend          bool                          `json:"suspend"`
	Timeout          metav1.Duration               `json:"timeout"`
	DeletionPolicy   string                        `json:"deletionPolicy"`
	HealthCheckExprs []kustomize.CustomHealthCheck `json:"healthCheckExprs"`
}

type reference struct {
	Name string `json:"name"`
}

type status struct {
	ObservedGeneration  int64              `json:"observedGeneration"`
	Conditions          []metav1.Condition `json:"conditions"`
	LastAppliedRevision string             `json:"lastAppliedRevision,omitempty"`
	Inventory           inventory          `json:"inventory"`
}

type inventory struct {
	Entries []entry `json:"entries"`
}

// An object as the inventory has it: NAMESPACE_NAME_GROUP_KIND, and its version.
type entry struct {
	ID      string `json:"id"`
	Version string `json:"v"`
}

type kustomization struct {
	object *unstructured.Unstructured
	spec   spec
	status status
}

func (k kustomization) name() string { return k.object.GetName() }

// What is printed.
type line struct {
	Step    string  `json:"step"`
	Object  string  `json:"object,omitempty"`
	Action  string  `json:"action,omitempty"`
	Ready   *bool   `json:"ready,omitempty"`
	Applied float64 `json:"applied,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
	Message string  `json:"message,omitempty"`
}

func say(l line) {
	text, err := json.Marshal(l)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}

type syncer struct {
	client    client.Client
	folder    string
	revision  string
	namespace string
	override  string
	done      map[string]int64
}

func main() {
	// Not the flags of all: a library has defined a kubeconfig there.
	flags := flag.NewFlagSet("flux", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "the cluster's")
	folder := flags.String("folder", "", "the repository as it is at the revision")
	revision := flags.String("revision", "", "as Flux writes it: BRANCH@sha1:COMMIT")
	override := flags.String("override-manager", "", "a manager whose fields become the controller's")
	namespace := flags.String("namespace", "flux-system", "where the Kustomizations are")
	_ = flags.Parse(os.Args[1:])
	ctrl.SetLogger(logr.Discard())
	// A new revision ends the wait for an old one, where the controller is told so: here that is an interrupt.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *kubeconfig, syncer{folder: *folder, revision: *revision, namespace: *namespace, override: *override}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig string, s syncer) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1 // as the controller where the server shares itself out
	config.WarningHandler = rest.NoWarnings{}
	kube, err := client.New(config, client.Options{})
	if err != nil {
		return err
	}
	s.client, s.done = kube, map[string]int64{}
	for {
		again, err := s.one(ctx)
		if err != nil {
			return err
		}
		if !again {
			break
		}
	}
	return s.blocked()
}

// Does the next thing that can be done; false where there is none.
func (s *syncer) one(ctx context.Context) (bool, error) {
	all, err := s.kustomizations()
	if err != nil {
		return false, err
	}
	for _, k := range all {
		switch {
		case k.object.GetDeletionTimestamp() != nil:
			return true, s.finalize(k)
		case k.spec.Suspend || s.isDone(k) || s.dependency(k, all) != "":
			continue
		default:
			s.done[k.name()] = k.object.GetGeneration()
			return true, s.reconcile(ctx, k)
		}
	}
	return false, nil
}

func (s *syncer) isDone(k kustomization) bool { return s.done[k.name()] == k.object.GetGeneration() }

// Those that are synced by nobody's leave first: a root has no dependencies and brings the others.
func (s *syncer) kustomizations() ([]kustomization, error) {
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(schema.GroupVersionKind{Group: group, Version: "v1", Kind: "KustomizationList"})
	if err := s.client.List(context.Background(), list, client.InNamespace(s.namespace)); err != nil {
		return nil, err
	}
	var all []kustomization
	for i := range list.Items {
		k := kustomization{object: &list.Items[i]}
		content := list.Items[i].Object
		if err := from(content["spec"], &k.spec); err != nil {
			return nil, err
		}
		if err := from(content["status"], &k.status); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	slices.SortStableFunc(all, func(a, b kustomization) int { return owned(a) - owned(b) })
	return all, nil
}

func owned(k kustomization) int {
	if _, ok := k.object.GetLabels()[group+"/name"]; ok {
		return 1
	}
	return 0
}

func from(part any, into any) error {
	text, err := json.Marshal(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// What a Kustomization waits for, empty where nothing: of those that it depends on each must be there and Ready, of the
// generation and the revision that are now.
func (s *syncer) dependency(k kustomization, all []kustomization) string {
	for _, needed := range k.spec.DependsOn {
		at := slices.IndexFunc(all, func(other kustomization) bool { return other.name() == needed.Name })
		if at < 0 {
			return fmt.Sprintf("dependency '%s' not found", needed.Name)
		}
		other := all[at]
		ready := slices.ContainsFunc(other.status.Conditions, func(c metav1.Condition) bool {
			return c.Type == "Ready" && c.Status == metav1.ConditionTrue
		})
		if !ready || other.object.GetGeneration() != other.status.ObservedGeneration {
			return fmt.Sprintf("dependency '%s' is not ready", needed.Name)
		}
		if other.status.LastAppliedRevision != s.revision {
			return fmt.Sprintf("dependency '%s' revision is not up to date", needed.Name)
		}
	}
	return ""
}

// Says what is left waiting for what.
func (s *syncer) blocked() error {
	all, err := s.kustomizations()
	if err != nil {
		return err
	}
	ready := false
	for _, k := range all {
		if !k.spec.Suspend && !s.isDone(k) {
			say(line{Step: k.name(), Ready: &ready, Message: s.dependency(k, all)})
		}
	}
	return nil
}

func (s *syncer) reconcile(ctx context.Context, k kustomization) error {
	began := time.Now()
	applied, outcome := s.apply(ctx, &k)
	if err := s.keep(k, outcome); err != nil {
		return err
	}
	ready := outcome == nil
	told := line{Step: k.name(), Ready: &ready, Applied: applied.Seconds(), Seconds: time.Since(began).Seconds()}
	if outcome != nil {
		told.Message = outcome.Error()
	}
	say(told)
	return nil
}

// Builds, applies, prunes and waits, in the controller's order; changes the inventory of what is given. How long it took
// until the wait began, and what went wrong.
func (s *syncer) apply(ctx context.Context, k *kustomization) (time.Duration, error) {
	began := time.Now()
	objects, err := s.build(k)
	if err != nil {
		return time.Since(began), err
	}
	manager, err := s.manager(k)
	if err != nil {
		return time.Since(began), err
	}
	manager.SetOwnerLabels(objects, k.name(), k.object.GetNamespace())
	changes := ssa.NewChangeSet()
	if len(objects) > 0 {
		found, err := manager.ApplyAllStaged(ctx, objects, applyOptions(k.spec.Force, s.override))
		if found != nil {
			changes.Append(found.Entries)
			s.tell(*k, found)
		}
		if err != nil {
			return time.Since(began), err
		}
	}
	old := k.status.Inventory
	k.status.Inventory = inventoryOf(changes)
	if k.spec.Prune {
		if err := s.prune(k, manager, stale(old, k.status.Inventory)); err != nil {
			return time.Since(began), err
		}
	}
	took := time.Since(began)
	if !k.spec.Wait || len(objects) == 0 {
		return took, nil
	}
	if err := manager.WaitForSetWithContext(ctx, waitedFor(changes), ssa.WaitOptions{
		Interval:    5 * time.Second,
		Timeout:     k.spec.Timeout.Duration,
		FailFast:    true,
		JobsWithTTL: ssautil.ExtractJobsWithTTL(objects),
	}); err != nil {
		return took, fmt.Errorf("health check failed: %w", err)
	}
	return took, nil
}

// The objects of a Kustomization's path, as kustomize gives them. It writes into the folder, so that is a copy.
func (s *syncer) build(k *kustomization) ([]*unstructured.Unstructured, error) {
	copied, err := os.MkdirTemp("", "kustomization-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(copied)
	path := filepath.Join(copied, k.spec.Path)
	if err := os.CopyFS(path, os.DirFS(filepath.Join(s.folder, k.spec.Path))); err != nil {
		return nil, fmt.Errorf("kustomization path not found: %w", err)
	}
	if _, err := generator.NewGenerator(copied, *k.object).WriteFile(path); err != nil {
		return nil, err
	}
	built, err := generator.SecureBuild(copied, path, false)
	if err != nil {
		return nil, fmt.Errorf("kustomize build failed: %w", err)
	}
	text, err := built.AsYaml()
	if err != nil {
		return nil, err
	}
	objects, err := ssautil.ReadObjects(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return objects, normalize.UnstructuredList(objects)
}

func (s *syncer) manager(k *kustomization) (*ssa.ResourceManager, error) {
	mapper := s.client.RESTMapper()
	readers := []engine.StatusReader{statusreaders.NewCustomJobStatusReader(mapper)}
	if len(k.spec.HealthCheckExprs) > 0 {
		reader, err := cel.NewStatusReader(k.spec.HealthCheckExprs)
		if err != nil {
			return nil, err
		}
		readers = append(readers, reader(mapper))
	}
	poller := polling.NewStatusPoller(s.client, mapper, polling.Options{CustomStatusReaders: readers})
	manager := ssa.NewResourceManager(s.client, poller, ssa.Owner{Field: controller, Group: group})
	manager.SetConcurrency(4) // --concurrent-ssa, as it is unless told otherwise
	return manager, nil
}

// As the controller has them: source, its internal/controller/kustomization_controller.go, 1.9.4.
func applyOptions(force bool, override string) ssa.ApplyOptions {
	options := ssa.DefaultApplyOptions()
	options.Force = force
	options.ExclusionSelector = map[string]string{group + "/reconcile": "disabled", group + "/ssa": "Ignore"}
	options.IfNotPresentSelector = map[string]string{group + "/ssa": "IfNotPresent"}
	options.ForceSelector = map[string]string{group + "/force": "enabled"}
	options.Cleanup = ssa.ApplyCleanupOptions{
		Annotations: []string{"kubectl.kubernetes.io/last-applied-configuration"},
		FieldManagers: []ssa.FieldManager{
			{Name: "kubectl", OperationType: metav1.ManagedFieldsOperationApply},
			{Name: "kubectl", OperationType: metav1.ManagedFieldsOperationUpdate},
			{Name: "before-first-apply", OperationType: metav1.ManagedFieldsOperationUpdate},
			{Name: controller, OperationType: metav1.ManagedFieldsOperationUpdate},
		},
		Exclusions: map[string]string{group + "/ssa": "Merge"},
	}
	if override != "" {
		options.Cleanup.FieldManagers = append(options.Cleanup.FieldManagers,
			ssa.FieldManager{Name: override, OperationType: metav1.ManagedFieldsOperationApply},
			ssa.FieldManager{Name: override, OperationType: metav1.ManagedFieldsOperationUpdate})
	}
	return options
}

// Of the objects those go that carry this Kustomization's labels and that nothing protects, as they are in the cluster. What
// could not be deleted stays in the inventory.
func (s *syncer) prune(k *kustomization, manager *ssa.ResourceManager, entries []entry) error {
	objects, err := objectsOf(entries)
	if err != nil || len(objects) == 0 {
		return err
	}
	changes, err := manager.DeleteAll(context.Background(), objects, ssa.DeleteOptions{
		PropagationPolicy: metav1.DeletePropagationBackground,
		Inclusions:        manager.GetOwnerLabels(k.name(), k.object.GetNamespace()),
		Exclusions: map[string]string{
			group + "/prune": "disabled", group + "/reconcile": "disabled", group + "/ssa": "Ignore",
		},
	})
	s.tell(*k, changes)
	if err != nil {
		for _, one := range entries {
			settled := slices.ContainsFunc(changes.Entries, func(c ssa.ChangeSetEntry) bool {
				return c.ObjMetadata.String() == one.ID && (c.Action == ssa.DeletedAction || c.Action == ssa.SkippedAction)
			})
			if !settled {
				k.status.Inventory.Entries = append(k.status.Inventory.Entries, one)
			}
		}
	}
	return err
}

// A Kustomization that is deleted takes with it what its policy says, then is let go.
func (s *syncer) finalize(k kustomization) error {
	began := time.Now()
	policy := k.spec.DeletionPolicy
	if !k.spec.Suspend && (policy == "Delete" || policy == "WaitForTermination" || (policy != "Orphan" && k.spec.Prune)) {
		manager := ssa.NewResourceManager(s.client, nil, ssa.Owner{Field: controller, Group: group})
		if err := s.prune(&k, manager, k.status.Inventory.Entries); err != nil {
			return err
		}
	}
	controllerutil.RemoveFinalizer(k.object, finalizer)
	ready := true
	say(line{Step: k.name(), Ready: &ready, Seconds: time.Since(began).Seconds(), Message: "is gone"})
	return client.IgnoreNotFound(s.client.Update(context.Background(), k.object))
}

func (s *syncer) tell(k kustomization, changes *ssa.ChangeSet) {
	for _, change := range changes.Entries {
		say(line{Step: k.name(), Object: shown(change.ObjMetadata), Action: change.Action.String()})
	}
}

// KIND/NAMESPACE/NAME, or KIND/NAME.
func shown(o object.ObjMetadata) string {
	if o.Namespace == "" {
		return o.GroupKind.Kind + "/" + o.Name
	}
	return o.GroupKind.Kind + "/" + o.Namespace + "/" + o.Name
}

func waitedFor(changes *ssa.ChangeSet) object.ObjMetadataSet {
	all := ssa.NewChangeSet()
	for _, change := range changes.Entries {
		if change.Action != ssa.SkippedAction {
			all.Add(change)
		}
	}
	return all.ToObjMetadataSet()
}

func inventoryOf(changes *ssa.ChangeSet) inventory {
	entries := []entry{}
	for _, change := range changes.Entries {
		entries = append(entries, entry{ID: change.ObjMetadata.String(), Version: change.GroupVersion})
	}
	return inventory{Entries: entries}
}

func stale(old, current inventory) []entry {
	return slices.DeleteFunc(slices.Clone(old.Entries), func(one entry) bool {
		return slices.ContainsFunc(current.Entries, func(other entry) bool { return other.ID == one.ID })
	})
}

func objectsOf(entries []entry) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	for _, one := range entries {
		parsed, err := object.ParseObjMetadata(one.ID)
		if err != nil {
			return nil, err
		}
		o := &unstructured.Unstructured{}
		o.SetGroupVersionKind(parsed.GroupKind.WithVersion(one.Version))
		o.SetNamespace(parsed.Namespace)
		o.SetName(parsed.Name)
		objects = append(objects, o)
	}
	return objects, nil
}

// Writes how it went where the controller writes it, and the finalizer by which a deleted Kustomization waits for us.
func (s *syncer) keep(k kustomization, outcome error) error {
	ctx := context.Background()
	current := &unstructured.Unstructured{}
	current.SetGroupVersionKind(k.object.GroupVersionKind())
	if err := s.client.Get(ctx, client.ObjectKeyFromObject(k.object), current); err != nil {
		return client.IgnoreNotFound(err)
	}
	if controllerutil.AddFinalizer(current, finalizer) {
		if err := s.client.Update(ctx, current); err != nil {
			return err
		}
	}
	condition := metav1.Condition{
		Type: "Ready", Status: metav1.ConditionTrue, Reason: "ReconciliationSucceeded",
		Message: "Applied revision: " + s.revision, LastTransitionTime: metav1.Now(),
	}
	if outcome == nil {
		k.status.ObservedGeneration = k.object.GetGeneration()
		k.status.LastAppliedRevision = s.revision
	} else {
		condition.Status = metav1.ConditionFalse
		condition.Reason = "ReconciliationFailed"
		condition.Message = outcome.Error()
	}
	k.status.Conditions = []metav1.Condition{condition}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&k.status)
	if err != nil {
		return err
	}
	current.Object["status"] = content
	err = s.client.Status().Update(ctx, current)
	if apierrors.IsConflict(err) {
		return errors.Join(errors.New("somebody else writes the status of "+k.name()), err)
	}
	return err
}
