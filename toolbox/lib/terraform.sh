# OpenTofu and Terraform's AWS provider, compiled from Go's module registry into .tarn/terraform.

tofu_version=v1.12.6
provider_version=v1.60.1-0.20260602190131-5f2286d6d836
terraform=$TARN_HOME/.tarn/terraform

terraform_with_provider() {
  local services
  services=$(cksum <"$TARN_HOME/acceptance/terraform/provider.py" | cut -d' ' -f1)
  local done_mark=$terraform/built-$tofu_version-$provider_version-$services
  [ -f "$done_mark" ] && return 0
  command -v go >/dev/null 2>&1 ||
    fail "Go is needed to build Terraform for this test: install it (https://go.dev/doc/install) and try again."
  mkdir -p "$terraform"
  rm -rf "$terraform/sources" "$terraform"/built-*
  progress "building OpenTofu and the AWS provider, some minutes…"
  (
    export CGO_ENABLED=0 GOFLAGS='-modcacherw -mod=mod'
    unpacked() { go mod download -json "$1" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p'; }
    cd "$terraform"
    cp -r "$(unpacked "github.com/hashicorp/terraform-provider-aws@$provider_version")" sources
    chmod -R u+w sources
    "$venv/bin/python" "$TARN_HOME/acceptance/terraform/provider.py" sources
    (cd sources && go build -ldflags='-s -w' -trimpath -o "$terraform/terraform-provider-aws" .)
    cd "$(unpacked "github.com/opentofu/opentofu@$tofu_version")"
    go build -ldflags='-s -w' -trimpath -o "$terraform/tofu" ./cmd/tofu
  ) >"$TARN_HOME/.tarn/terraform.log" 2>&1 || fail "building Terraform failed; see $TARN_HOME/.tarn/terraform.log"
  rm -rf "$terraform/sources"
  touch "$done_mark"
  finish "OpenTofu and the AWS provider are built"
}
