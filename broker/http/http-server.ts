/**
 * The HTTP interface, for this machine only: what the statuses are, and whether the broker is
 * well. Every answer is computed when it is asked for, and no one may keep it.
 */
import fastify, { type FastifyInstance } from "fastify";
import type { Clock } from "../clock";
import type { Cabinets } from "../ingest/cabinets";
import type { CommitQueue } from "../ingest/commit-queue";
import { HTTP_BODY_BYTES_MAX, HTTP_REQUEST_WITHIN_MS } from "../limits";
import { cabinetsView, cabinetView, summaryView } from "./cabinet-views";

export interface HttpServerOptions {
  readonly cabinets: Cabinets;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly counters: () => Readonly<Record<string, number>>;
}

const ROUTES = ["/api/summary", "/api/cabinets", "/api/cabinets/<id>", "/health"] as const;

/** Creates the server; the caller makes it listen. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { cabinets, clock, commits, counters } = options;
  const server = fastify({
    logger: false,
    bodyLimit: HTTP_BODY_BYTES_MAX,
    requestTimeout: HTTP_REQUEST_WITHIN_MS,
    forceCloseConnections: true,
  });
  server.addHook("onSend", async (_request, reply) => {
    reply.header("cache-control", "no-store");
    reply.header("x-content-type-options", "nosniff");
  });
  server.setNotFoundHandler(async (_request, reply) => {
    reply.code(404);
    return { error: `There is nothing here; ask for one of ${ROUTES.join(", ")}.` };
  });

  server.get("/api/summary", async () => summaryView(cabinets, clock.wallMs()));
  server.get("/api/cabinets", async () => cabinetsView(cabinets, clock.wallMs()));
  server.get<{ Params: { id: string } }>("/api/cabinets/:id", async (request, reply) => {
    const cabinet = cabinets.get(request.params.id);
    if (cabinet) return cabinetView(cabinets, cabinet, clock.wallMs());
    reply.code(404);
    const id = JSON.stringify(request.params.id);
    return { error: `Cabinet ${id} is not registered; /api/cabinets lists all that are.` };
  });
  server.get("/health", async (_request, reply) => {
    if (!commits.isHealthy) reply.code(503);
    const store = commits.isHealthy ? "ok" : "failed";
    const lagMs = Math.round(commits.lagMs);
    return { ok: commits.isHealthy, store, waiting: commits.size, lagMs, counters: counters() };
  });
  return server;
}
