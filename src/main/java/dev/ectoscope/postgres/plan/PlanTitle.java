package dev.ectoscope.postgres.plan;

/** The name of a node as EXPLAIN's text prints it; its JSON spreads it over several properties. */
final class PlanTitle {

  private PlanTitle() {}

  static String of(PlanNode node) {
    PlanDetails details = node.details();
    String name =
        switch (node.nodeType()) {
          case "Aggregate" -> aggregate(details.strategy());
          case "Nested Loop", "Hash Join", "Merge Join" -> join(node);
          case "ModifyTable" -> details.operation().isEmpty() ? "ModifyTable" : details.operation();
          default -> node.nodeType();
        };
    String mode = details.partialMode();
    String prefix = mode.equals("Partial") || mode.equals("Finalize") ? mode + " " : "";
    return prefix + (details.parallel().aware() ? "Parallel " : "") + name;
  }

  private static String aggregate(String strategy) {
    return switch (strategy) {
      case "Sorted" -> "GroupAggregate";
      case "Hashed" -> "HashAggregate";
      case "Mixed" -> "MixedAggregate";
      default -> "Aggregate";
    };
  }

  private static String join(PlanNode node) {
    String type = node.joinType();
    if (type.isEmpty() || type.equals("Inner")) {
      return node.nodeType();
    }
    return node.nodeType().replace(" Join", "") + " " + type + " Join";
  }
}
