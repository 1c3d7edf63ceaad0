package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A schema while it is being read. */
final class SchemaDraft {

  final String module;
  final Node at;
  final String table;
  final String prefix;
  final boolean embedded;
  boolean resource;
  final List<Association> associations = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  private final Map<String, Field> fields = new LinkedHashMap<>();

  SchemaDraft(String module, Node at, String table, String prefix, boolean embedded) {
    this.module = module;
    this.at = at;
    this.table = table;
    this.prefix = prefix;
    this.embedded = embedded;
  }

  void add(Field field) {
    Field earlier = fields.get(field.name());
    boolean keyAgain = earlier != null && earlier.origin() == Field.Origin.PRIMARY_KEY;
    if (earlier == null || keyAgain) {
      fields.put(field.name(), field);
    }
  }

  void add(Association association) {
    if (associations.stream().noneMatch(a -> a.name().equals(association.name()))) {
      associations.add(association);
    }
  }

  void note(Node node, String reason) {
    String note = "line " + node.line() + ": " + reason;
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /** Line in the schema's own file, or 0. */
  int line(Node node) {
    return node.source() == at.source() ? node.line() : 0;
  }

  Schema schema() {
    return new Schema(
        module,
        at.source().path(),
        at.line(),
        at.lastLine(),
        table,
        prefix,
        embedded,
        resource,
        List.copyOf(fields.values()),
        associations,
        notes);
  }
}
