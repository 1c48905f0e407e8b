#!/usr/bin/env node
// The command of `npx cdk` in this folder: the version of the CDK command line in package-lock.json, installed on first use.
'use strict';

const { existsSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const folder = path.resolve(__dirname, '..');
const commandLine = path.join(folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');

if (!existsSync(commandLine)) {
  console.error('Installing the CDK command line ...');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('npm ci failed: run it in cdk-infra to see the error.');
    process.exit(1);
  }
}

require(commandLine);
