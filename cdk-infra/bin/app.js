'use strict';
// The app command of cdk.json: builds what is missing or older than its sources, then runs the CDK app (StoryApp).

const { existsSync, readFileSync, readdirSync, statSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const folder = path.resolve(__dirname, '..');
const root = path.resolve(folder, '..');
const windows = process.platform === 'win32';
const classPathFile = path.join(folder, 'target', 'class-path.txt');

function main() {
  if (!givenZip()) buildZipIfMissing();
  if (!classesAreFresh()) maven(['-pl', 'cdk-infra', 'process-classes'], 'Building the CDK app ...');
  const classPath = [path.join(folder, 'target', 'classes'), readFileSync(classPathFile, 'utf8').trim()];
  const app = spawnSync(java(), ['-cp', classPath.join(path.delimiter), 'dev.storystreamer.infra.StoryApp'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (app.error) fail(`Java was not found (${app.error.message}): install a JDK of version 17 or newer, or set JAVA_HOME.`);
  process.exit(app.status ?? 1);
}

/** The value of `-c zip=...`; that file is not built here. */
function givenZip() {
  const overflow = process.env.CONTEXT_OVERFLOW_LOCATION_ENV;
  const text = overflow ? readFileSync(overflow, 'utf8') : process.env.CDK_CONTEXT_JSON;
  return text ? JSON.parse(text).zip : undefined;
}

function buildZipIfMissing() {
  const lambda = path.join(root, 'lambda-app');
  const zip = path.join(lambda, 'target', 'story-lambda.zip');
  if (!existsSync(zip)) {
    maven(['-pl', 'lambda-app', '-am', '-DskipTests', 'package'], 'Building story-lambda.zip ...');
    return;
  }
  const sources = ['story-core', 'story-protocol', 'bedrock-adapter', 'websocket-adapter', 'lambda-app'].map((module) => path.join(root, module, 'src', 'main'));
  if (newestTime(sources) > statSync(zip).mtimeMs) {
    console.error('Warning: story-lambda.zip is older than its sources. To rebuild it: ./mvnw -pl lambda-app -am package');
  }
}

function classesAreFresh() {
  if (!existsSync(classPathFile)) return false;
  const sources = [path.join(folder, 'src', 'main'), path.join(folder, 'pom.xml'), path.join(root, 'pom.xml')];
  if (newestTime(sources) > statSync(classPathFile).mtimeMs) return false;
  return readFileSync(classPathFile, 'utf8').trim().split(path.delimiter).every((jar) => existsSync(jar));
}

/** The newest modification time of these files and of all files in these folders. */
function newestTime(paths) {
  let time = 0;
  for (const each of paths) {
    if (!existsSync(each)) continue;
    const stat = statSync(each);
    time = Math.max(time, stat.mtimeMs);
    if (stat.isDirectory()) time = Math.max(time, newestTime(readdirSync(each).map((name) => path.join(each, name))));
  }
  return time;
}

function maven(args, message) {
  console.error(message);
  const wrapper = path.join(root, windows ? 'mvnw.cmd' : 'mvnw');
  const run = spawnSync(wrapper, ['-q', '-B', ...args], { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  if (run.status !== 0) fail(`The build failed: run ./mvnw ${args.join(' ')} in ${root} to see why.`);
}

function java() {
  return process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

main();
