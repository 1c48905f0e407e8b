#!/usr/bin/env node
// What `npx cdk` runs in this folder: the CDK command line pinned in package-lock.json, fetched when it is missing.
'use strict';

const { existsSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const folder = path.resolve(__dirname, '..');
const commandLine = path.join(folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');

if (!existsSync(commandLine)) {
  console.error('Fetching the CDK command line (once) ...');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('npm ci failed: run it in cdk-infra yourself to see why.');
    process.exit(1);
  }
}

require(commandLine);
