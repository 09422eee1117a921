module kubeconform-wasm/core

go 1.26

require (
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	golang.org/x/text v0.14.0
	k8s.io/kube-openapi v0.0.0-20260317180543-43fb72c5454a
)

require k8s.io/utils v0.0.0-20240711033017-18e509b52bc8 // indirect
