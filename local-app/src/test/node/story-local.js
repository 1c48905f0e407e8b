// Runs story-local in another process and changes its settings.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const JAR = process.env.STORY_LOCAL_JAR ?? '../../../target/story-local.jar';

/** Starts story-local on a free port; `settings` are environment variables of the handler. */
export async function startStoryLocal(settings = {}) {
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
  const child = spawn(java, ['-jar', JAR, '--port', '0'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', line => resolve(/ws:\S+/.exec(line)[0]));
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`story-local ended with code ${code}`)));
  });
  const controls = new URL('/local/controls', url.replace('ws:', 'http:'));
  return {
    url,
    async describe() {
      return (await fetch(controls)).json();
    },
    async set(change) {
      const answer = await fetch(controls, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(change),
      });
      if (!answer.ok) {
        throw new Error(await answer.text());
      }
    },
    async stop() {
      const exited = new Promise(resolve => child.once('exit', resolve));
      child.kill();
      await exited;
    },
  };
}
