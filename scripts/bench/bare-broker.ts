/**
 * The yardstick of the ingest benchmark: aedes as it comes, in memory, with no checks and no store.
 * Runs as a process of its own and tells its parent the port.
 */
import { createServer } from "node:net";
import { Aedes } from "aedes";

async function main(): Promise<void> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address && typeof address === "object") process.send?.({ mqttPort: address.port });
  });
  process.on("disconnect", () => process.exit(0));
}

void main();
