package dev.ectoscope.postgres.guard;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression or a query refers to, as the catalog keeps it (type pg_node_tree). */
final class NodeTree {

  private static final Pattern FUNCTION =
      Pattern.compile(
          ":(?:funcid|winfnoid|aggfnoid|opfuncid|tsmhandler|hashfuncid|negfuncid"
              + "|startInRangeFunc|endInRangeFunc) (\\d+)");
  private static final Pattern OPERATOR =
      Pattern.compile(":(?:opno|eqop|sortop|opnos \\(o) ([\\d ]+)");
  private static final Pattern RELATION = Pattern.compile(":(?:relid|resultrelid) (\\d+)");
  private static final Pattern TYPE =
      Pattern.compile(
          ":(?:\\w*type|typeId|typeOid|typid|array_typeid|element_typeid|row_typeid"
              + "|\\w*coltypes \\(o) ([\\d ]+)");

  private NodeTree() {}

  static List<Long> functions(String tree) {
    return found(FUNCTION, tree);
  }

  static List<Long> operators(String tree) {
    return found(OPERATOR, tree);
  }

  static List<Long> relations(String tree) {
    return found(RELATION, tree);
  }

  static List<Long> types(String tree) {
    return found(TYPE, tree);
  }

  private static List<Long> found(Pattern pattern, String tree) {
    Set<Long> oids = new LinkedHashSet<>();
    Matcher found = pattern.matcher(tree);
    while (found.find()) {
      oids.addAll(ReachRow.oids(found.group(1)));
    }
    return List.copyOf(oids);
  }
}
