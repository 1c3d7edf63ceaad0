package dev.ectoscope.pipeline;

import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.workload.WorkloadSum;
import java.util.ArrayList;
import java.util.List;

/** What many logs gave together: {@link Sources#merge} of one after the other. */
final class SourcesSum {

  private final WorkloadSum workload = new WorkloadSum();
  private ServerActivity server = ServerActivity.NONE;
  private final List<String> leftOut = new ArrayList<>();

  SourcesSum add(Sources other) {
    workload.add(other.workload());
    server = other.server().isNone() ? server : server.merge(other.server());
    leftOut.addAll(other.leftOut());
    return this;
  }

  /** Nothing is to be added any more. */
  Sources get() {
    return new Sources(workload.get(), server, leftOut.stream().sorted().toList());
  }
}
