#!/usr/bin/env node
'use strict';
// Computes the cost of a million stories from list prices of us-east-1, without free tiers.
// Usage: node bin/price.js [seconds=3] [memoryMb=512] [posts=75] [inputTokens=22] [outputTokens=140] [minutes=1]

const story = { seconds: 3, memoryMb: 512, posts: 75, inputTokens: 22, outputTokens: 140, minutes: 1 };
for (const argument of process.argv.slice(2)) {
  const [name, value] = argument.split('=');
  if (!(name in story) || !(Number(value) >= 0)) {
    console.error(`${argument}: must be name=number, with a name of ${Object.keys(story).join(', ')}`);
    process.exit(1);
  }
  story[name] = Number(value);
}

// In USD. Each story has a connection, with three invocations: $connect, $default and $disconnect.
const lines = [
  ['Bedrock, Nova 2 Lite: input tokens', story.inputTokens, 0.3e-6],
  ['Bedrock, Nova 2 Lite: output tokens', story.outputTokens, 2.5e-6],
  ['API Gateway: messages, the request and the posts', 1 + story.posts, 1e-6],
  ['API Gateway: connection minutes', story.minutes, 0.25e-6],
  ['Lambda: requests', 3, 0.2e-6],
  ['Lambda: GB-seconds on arm64', (story.seconds + 2 * 0.01) * (story.memoryMb / 1024), 13.3334e-6],
  ['CloudWatch: GB of logs, 3 KB a story', 3e-6, 0.5],
];

console.log('| what | a story uses | a million cost, USD |\n|---|--:|--:|');
let total = 0;
for (const [what, quantity, price] of lines) {
  total += quantity * price * 1e6;
  console.log(`| ${what} | ${Number(quantity.toPrecision(4))} | ${(quantity * price * 1e6).toFixed(2)} |`);
}
console.log(`| **all** | | **${total.toFixed(2)}** |`);
