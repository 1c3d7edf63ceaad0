package dev.ectoscope.elixir.syntax;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node of the syntax tree, copied out of the parser's memory: named children only, comments left
 * out.
 */
public final class Node {

  public static final Node NONE = new Node(Source.of("", ""), "none", 0, 0, List.of());

  private final Source source;
  private final String type;
  private final int start;
  private final int end;
  private final List<Node> children;

  public Node(Source source, String type, int start, int end, List<Node> children) {
    this.source = source;
    this.type = type;
    this.start = start;
    this.end = end;
    this.children = children;
  }

  public Source source() {
    return source;
  }

  public String type() {
    return type;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  public List<Node> children() {
    return children;
  }

  public Node child(int index) {
    return 0 <= index && index < children.size() ? children.get(index) : NONE;
  }

  public boolean is(String name) {
    return type.equals(name);
  }

  public String text() {
    return source.text(start, end);
  }

  public int line() {
    return source.line(start);
  }

  public int lastLine() {
    return source.line(Math.max(start, end - 1));
  }

  /** {@code field} of {@code field :a, :b}; "" when it is no call of a plain name. */
  public String callName() {
    return is("call") && child(0).is("identifier") ? child(0).text() : "";
  }

  /** A statement such as {@code timestamps} or {@code timestamps()}: its name. */
  public String localName() {
    return is("identifier") ? text() : callName();
  }

  /** {@code all} of {@code Repo.all(q)} and of {@code Repo.all}; "" when it is not remote. */
  public String remoteName() {
    Node dot = remoteDot();
    return dot == NONE ? "" : dot.child(dot.children.size() - 1).text();
  }

  /** {@code Repo} of {@code Repo.all(q)}. */
  public Node remoteTarget() {
    return remoteDot().child(0);
  }

  private Node remoteDot() {
    Node dot = is("call") ? child(0) : this;
    boolean named = dot.is("dot") && dot.children.size() == 2 && isName(dot.child(1));
    return named ? dot : NONE;
  }

  private static boolean isName(Node node) {
    return node.is("identifier") || node.is("operator_identifier");
  }

  /** Where the name of a call stands: the line the stack trace names. */
  public int nameLine() {
    Node dot = remoteDot();
    return dot == NONE ? line() : dot.child(1).line();
  }

  /** Arguments of a call, keywords last and in one node. */
  public List<Node> arguments() {
    return find("arguments").map(Node::children).orElse(List.of());
  }

  public Optional<Node> doBlock() {
    return find("do_block");
  }

  public Optional<Node> find(String name) {
    return children.stream().filter(child -> child.is(name)).findFirst();
  }

  /** {@code |>} of a binary operator, {@code @} of a unary one; else "". */
  public String operator() {
    if (is("binary_operator") && children.size() == 2) {
      return source.text(child(0).end, child(1).start).strip().split("\\s+")[0];
    }
    // `&(f(&1))` has its brackets in the text of the operator.
    return is("unary_operator") ? source.text(start, child(0).start).replace("(", "").strip() : "";
  }

  public boolean isOperator(String operator) {
    return operator().equals(operator);
  }

  /** The name of {@code @name} or {@code @name value}; "" when it is no module attribute. */
  public String attributeName() {
    return isOperator("@") ? child(0).localName() : "";
  }

  /** This node and all below, parents first. */
  public Stream<Node> walk() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(Node::walk));
  }

  @Override
  public String toString() {
    return type + " " + text();
  }
}
