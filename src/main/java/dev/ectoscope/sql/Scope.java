package dev.ectoscope.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;

/** The names that one query gives to its FROM items. */
final class Scope {

  private final Set<String> commonTables;
  private final Map<String, Relation> relations = new LinkedHashMap<>();
  private final List<String> derived = new ArrayList<>();

  /**
   * A scope with no names yet.
   *
   * @param commonTables names of WITH queries, which are no tables
   */
  Scope(Set<String> commonTables) {
    this.commonTables = commonTables;
  }

  void add(FromItem item) {
    if (item instanceof Table table) {
      addTable(table);
    } else if (item instanceof ParenthesedFromItem group) {
      add(group.getFromItem());
      addJoined(group.getJoins());
    } else if (item != null) {
      derived.add(item.getAlias() == null ? "" : name(item.getAlias().getName()));
    }
  }

  void addJoined(List<Join> joins) {
    if (joins != null) {
      joins.forEach(join -> add(join.getFromItem()));
    }
  }

  void add(Relation relation) {
    relations.put(relation.alias(), relation);
  }

  private void addTable(Table table) {
    String schema = table.getSchemaName() == null ? "" : name(table.getSchemaName());
    String tableName = name(table.getName());
    Alias alias = table.getAlias();
    String aliasName = alias == null ? tableName : name(alias.getName());
    if (schema.isEmpty() && commonTables.contains(tableName)) {
      derived.add(aliasName);
    } else {
      relations.put(aliasName, new Relation(schema, tableName, aliasName));
    }
  }

  List<Relation> relations() {
    return List.copyOf(relations.values());
  }

  /** Whether the name stands for a FROM item, so that it may be left out in front of a column. */
  boolean isQualifier(String name) {
    return relations.containsKey(name) || derived.contains(name);
  }

  Column column(net.sf.jsqlparser.schema.Column column) {
    Table qualifier = column.getTable();
    String columnName = name(column.getColumnName());
    if (qualifier == null || qualifier.getName() == null) {
      return new Column(onlyTable(), columnName);
    }
    return new Column(tableOf(name(qualifier.getName())), columnName);
  }

  /** The table behind an alias, or "" for a subquery. */
  String tableOf(String alias) {
    Relation relation = relations.get(alias);
    return relation == null ? "" : relation.table();
  }

  /** The table of a name without qualifier, or "" where there are several. */
  String onlyTable() {
    boolean one = relations.size() == 1 && derived.isEmpty();
    return one ? relations.values().iterator().next().table() : "";
  }

  /** A name without quotes, folded when it had none. */
  static String name(String printed) {
    int last = printed.length() - 1;
    if (last > 0 && printed.charAt(0) == '"' && printed.charAt(last) == '"') {
      return printed.substring(1, last).replace("\"\"", "\"");
    }
    return printed.toLowerCase(Locale.ROOT);
  }
}
