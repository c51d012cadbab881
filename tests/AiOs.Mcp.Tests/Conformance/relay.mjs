// Started by the conformance package in place of a client: tells the test where the scenario's server is, and waits for its verdict.
import net from "node:net";

const [port, url] = process.argv.slice(2);
let verdict = "";
const socket = net.connect(Number(port), "127.0.0.1", () => socket.write(url + "\n"));
socket.setEncoding("utf8");
socket.on("data", (text) => (verdict += text));
socket.on("close", () => process.exit(verdict === "done" ? 0 : 1));
