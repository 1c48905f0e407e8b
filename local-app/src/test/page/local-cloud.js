/* Starts story-local.jar for a test and stops it afterwards. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const JAR = process.env.STORY_LOCAL_JAR ?? fileURLToPath(new URL("../../../target/story-local.jar", import.meta.url));
const FIRST_LINE = /^Story Streamer on ws:\/\/([^/ ]+)\//;

/** Resolves to {url, host, controls(change), stop()} when the server listens. */
export async function startLocalCloud(...flags) {
  if (!existsSync(JAR)) {
    throw new Error(`${JAR} is missing: run ./mvnw package first`);
  }
  const server = spawn("java", ["-jar", JAR, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const host = await listeningHost(server);
  const url = `http://${host}/`;
  return {
    url,
    host,
    async controls(change) {
      const response = await fetch(`${url}local/controls`, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(change),
      });
      if (!response.ok) {
        throw new Error(`${response.status}: ${await response.text()}`);
      }
    },
    async stop() {
      server.kill();
      await ended;
    },
  };
}

function listeningHost(server) {
  return new Promise((resolve, reject) => {
    let errorOutput = "";
    server.stderr.on("data", (text) => (errorOutput = `${errorOutput}${text}`.slice(-4_000)));
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`story-local ended with ${code} before it listened: ${errorOutput}`)));
    createInterface({ input: server.stdout }).on("line", (line) => {
      const host = FIRST_LINE.exec(line)?.[1];
      if (host !== undefined) {
        resolve(host);
      }
    });
  });
}
