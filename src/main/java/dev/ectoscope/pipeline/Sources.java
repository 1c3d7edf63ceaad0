package dev.ectoscope.pipeline;

import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.workload.Workload;

/**
 * What the logs gave: the application's and PostgreSQL's own, joined by fingerprint.
 *
 * @param server {@link ServerActivity#NONE} when no log of PostgreSQL was among them
 */
public record Sources(Workload workload, ServerActivity server) {

  static final Sources NONE = new Sources(Workload.EMPTY, ServerActivity.NONE);

  static Sources of(Workload workload) {
    return new Sources(workload, ServerActivity.NONE);
  }

  static Sources of(ServerActivity server) {
    return new Sources(Workload.EMPTY, server);
  }

  public Sources merge(Sources other) {
    return new Sources(workload.merge(other.workload), server.merge(other.server));
  }
}
