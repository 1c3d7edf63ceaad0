package dev.ectoscope.sql;

import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.util.TablesNamesFinder;

/** All tables of a statement, those in its subqueries and WITH queries included. */
final class Tables {

  private Tables() {}

  static List<Relation> outermostFirst(
      Scope outermost, net.sf.jsqlparser.statement.Statement statement) {
    List<Relation> relations = new ArrayList<>(outermost.relations());
    for (String printed : new TablesNamesFinder<Void>().getTables(statement)) {
      Relation relation = relation(printed);
      if (relations.stream().noneMatch(known -> known.qualified().equals(relation.qualified()))) {
        relations.add(relation);
      }
    }
    return relations;
  }

  private static Relation relation(String printed) {
    int start = 0;
    String schema = "";
    int end = SqlText.endOfToken(printed, 0);
    while (end < printed.length() && printed.charAt(end) == '.') {
      schema = Scope.name(printed.substring(start, end));
      start = end + 1;
      end = SqlText.endOfToken(printed, start);
    }
    String table = Scope.name(printed.substring(start, end));
    return new Relation(schema, table, table);
  }
}
