package dev.ectoscope.cli;

import dev.ectoscope.postgres.Replica;
import java.util.ArrayList;
import java.util.List;

/** Connections to every {@code --replica}, closed together. */
record Connections(List<Replica> all) implements AutoCloseable {

  /**
   * @throws dev.ectoscope.postgres.DatabaseException when one of them does not let us in
   */
  static Connections open(List<String> urls, Replica.Options options) {
    Connections connections = new Connections(new ArrayList<>());
    try {
      urls.forEach(url -> connections.all.add(Replica.connect(url, options)));
      return connections;
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  /** The one that evidence comes from. */
  Replica first() {
    return all.get(0);
  }

  List<Replica> others() {
    return all.subList(1, all.size());
  }

  @Override
  public void close() {
    all.forEach(Replica::close);
  }
}
