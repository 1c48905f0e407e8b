#!/usr/bin/env bash
# Holds the stack against what is nearest to AWS on one machine.
#
#   run.sh lint                 cfn-lint on every template that the matrix test has left in target/templates
#   run.sh deploy               bootstrap, deploy, stories over the WebSocket, destroy, against MiniStack
#   run.sh deploy --placeholder the same with an empty package: what is deployed, without a story
#
# Needs Python 3.10 or newer, Node and a JDK; no Docker, no account.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
infra=$(cd "$here/../../.." && pwd)
venv=$infra/target/ministack/venv

if ! cmp -s "$here/requirements.txt" "$venv/installed.txt"; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/installed.txt"
fi

case "${1:-}" in
  lint)
    # W3005: the CDK names dependencies that a reference implies; that is harmless.
    exec "$venv/bin/cfn-lint" --ignore-checks W3005 --regions us-east-1 -- "$infra"/target/templates/*.template.json
    ;;
  deploy)
    shift
    classpath=$infra/target/ministack/runtime-class-path.txt
    if [ ! -s "$classpath" ]; then
      "$infra/../mvnw" -q -B -f "$here/runtime-pom.xml" dependency:build-classpath "-Dmdep.outputFile=$classpath"
    fi
    cd "$infra"
    exec "$venv/bin/python" -m pytest -p no:cacheprovider "$here" "$@"
    ;;
  *)
    sed -n '2,8p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
