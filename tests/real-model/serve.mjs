// Serves a GGUF file in the shape of OpenAI's chat API on loopback: node serve.mjs MODEL.gguf
// Also serves the file itself at /files/model.gguf, with ranges. Prints its address once it is ready.
import { createServer } from "node:http";
import { createReadStream, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { getLlama, LlamaCompletion } from "node-llama-cpp";

const path = process.argv[2];
const size = statSync(path).size;
// The library takes four threads where it may, and its threads wait for each other at every layer by spinning: with more of them than idle
// cores an answer takes minutes instead of seconds. One core is left to whatever else runs.
const threads = Math.max(1, availableParallelism() - 1);
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: threads });
const model = await llama.loadModel({ modelPath: path });
const context = await model.createContext({ contextSize: 2048, threads });
const sequence = context.getSequence();
let queue = Promise.resolve(); // One sequence: one answer at a time.

const text = content => typeof content === "string" ? content : (content ?? []).map(part => part.text ?? "").join("");

// The template that TinyLlama's chat model was trained with.
function promptOf(messages) {
  const turns = messages.map(message => {
    const role = message.role === "system" || message.role === "developer" ? "system" : message.role === "assistant" ? "assistant" : "user";
    const said = message.tool_calls ? JSON.stringify(message.tool_calls.map(call => call.function)) : text(message.content);
    return `<|${role}|>\n${message.role === "tool" ? "The tool answered: " + said : said}</s>\n`;
  });
  return turns.join("") + "<|assistant|>\n";
}

async function complete(messages, { maxTokens, grammar, onText }) {
  await sequence.clearHistory();
  const completion = new LlamaCompletion({ contextSequence: sequence });
  const prompt = model.tokenize(promptOf(messages), true);
  let answer = "";
  let count = 0;
  try {
    answer = await completion.generateCompletion(prompt, {
      maxTokens, grammar, temperature: 0, seed: 1,
      customStopTriggers: ["</s>", "<|user|>", "<|system|>"],
      onTextChunk: chunk => { count++; onText?.(chunk); },
    });
  } finally {
    completion.dispose({ disposeSequence: false });
  }
  return { answer: answer.trim(), usage: { prompt_tokens: prompt.length, completion_tokens: count, total_tokens: prompt.length + count } };
}

async function chat(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const asked = JSON.parse(body);
  const base = { id: "chat-" + Date.now(), created: Math.floor(Date.now() / 1000), model: asked.model };
  const maxTokens = Math.min(asked.max_completion_tokens ?? asked.max_tokens ?? 128, 256);
  const forced = asked.tool_choice === "required" ? asked.tools?.[0]?.function.name : asked.tool_choice?.function?.name;
  if (forced) {
    // The grammar allows nothing but arguments that fit the tool's schema; the values are the model's own.
    const tool = asked.tools.find(candidate => candidate.function.name === forced).function;
    const properties = Object.fromEntries(Object.entries(tool.parameters.properties).map(([name, schema]) => [name, { type: schema.type ?? "string" }]));
    const grammar = await llama.createGrammarForJsonSchema({ type: "object", properties });
    const told = [{ role: "system", content: `Write the arguments of the function ${forced} (${tool.description}) as JSON.` }, ...asked.messages];
    const { answer, usage } = await complete(told, { maxTokens, grammar });
    const call = { id: "call_1", type: "function", function: { name: forced, arguments: JSON.stringify(grammar.parse(answer)) } };
    return json(response, { ...base, object: "chat.completion", usage,
      choices: [{ index: 0, message: { role: "assistant", content: null, tool_calls: [call] }, finish_reason: "tool_calls" }] });
  }
  if (!asked.stream) {
    const { answer, usage } = await complete(asked.messages, { maxTokens });
    return json(response, { ...base, object: "chat.completion", usage,
      choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }] });
  }
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const send = (delta, finish_reason = null, usage) => response.write("data: " + JSON.stringify({ ...base, object: "chat.completion.chunk",
    choices: usage ? [] : [{ index: 0, delta, finish_reason }], usage }) + "\n\n");
  const { usage } = await complete(asked.messages, { maxTokens, onText: content => send({ role: "assistant", content }) });
  send({}, "stop");
  send({}, null, usage);
  response.end("data: [DONE]\n\n");
}

function json(response, value, status = 200) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
}

function file(request, response) {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  response.writeHead(start ? 206 : 200, {
    "Content-Type": "application/octet-stream", "Content-Length": size - start, "Accept-Ranges": "bytes",
    ...(start ? { "Content-Range": `bytes ${start}-${size - 1}/${size}` } : {}),
  });
  createReadStream(path, { start }).pipe(response);
}

const server = createServer((request, response) => {
  if (request.url === "/files/model.gguf") return file(request, response);
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") return json(response, { error: { message: "No such address." } }, 404);
  queue = queue.then(() => chat(request, response)).catch(error => {
    console.error(error);
    if (!response.headersSent) json(response, { error: { message: error.message } }, 500); else response.destroy();
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
