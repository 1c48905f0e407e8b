#!/usr/bin/env bash
# Checks the stack without AWS.
#
#   run.sh lint                 runs cfn-lint on the templates that EveryCombinationTest wrote to target/templates
#   run.sh deploy               runs bootstrap, deploy, stories over the WebSocket, and destroy on MiniStack
#   run.sh deploy --placeholder the same with an empty package and without stories
#
# Needs Python 3.10 or newer, Node and a JDK; no Docker and no AWS account.
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
    # W3005: the CDK adds dependencies that references already imply, which is harmless.
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
