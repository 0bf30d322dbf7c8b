import { Agent, createServer, request } from 'node:http';

/** The least that a proxy can do: it passes bytes on and reads nothing. */
const upstream = new URL(process.env['UPSTREAM'] ?? '');
const agent = new Agent({ keepAlive: true });

createServer((incoming, outgoing) => {
  if (incoming.url === '/readyz') {
    outgoing.end();
    return;
  }
  const { method, url: path, headers } = incoming;
  const { hostname, port } = upstream;
  const onward = request({ hostname, port, method, path, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}).listen(Number(process.env['PORT']), '127.0.0.1');
