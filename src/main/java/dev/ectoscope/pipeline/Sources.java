package dev.ectoscope.pipeline;

import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the logs gave: the application's and PostgreSQL's own, joined by fingerprint.
 *
 * @param server {@link ServerActivity#NONE} when no log of PostgreSQL was among them
 * @param leftOut sentences about what the period that was asked for left out, or could not
 */
public record Sources(Workload workload, ServerActivity server, List<String> leftOut) {

  static final Sources NONE = new Sources(Workload.EMPTY, ServerActivity.NONE, List.of());

  public Sources {
    leftOut = List.copyOf(leftOut);
  }

  static Sources of(Workload workload) {
    return new Sources(workload, ServerActivity.NONE, List.of());
  }

  static Sources of(ServerActivity server) {
    return new Sources(Workload.EMPTY, server, List.of());
  }

  /** The same, with what the period left out of the log of that path. */
  Sources leavingOut(String path, String sentence) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    return merge(new Sources(Workload.EMPTY, ServerActivity.NONE, List.of(file + ": " + sentence)));
  }

  /** The same, when nothing is to be merged with it any more; see {@link Workload#ended}. */
  public Sources ended() {
    return new Sources(workload.ended(), server, leftOut);
  }

  /** Associative and commutative. */
  public Sources merge(Sources other) {
    return new Sources(
        workload.merge(other.workload),
        server.merge(other.server),
        Stream.concat(leftOut.stream(), other.leftOut.stream()).sorted().toList());
  }
}
