package dev.ectoscope.report;

import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Code;
import dev.ectoscope.review.Finding.FindingSite;
import dev.ectoscope.review.Finding.Impact;
import dev.ectoscope.review.Finding.PlanRow;
import dev.ectoscope.review.Finding.PlanView;
import dev.ectoscope.review.Finding.Recommendation;
import dev.ectoscope.review.Finding.Span;
import dev.ectoscope.review.Finding.Timeline;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Severity;
import dev.ectoscope.review.StatementRow;
import dev.ectoscope.review.StatementRow.Bucket;
import dev.ectoscope.review.StatementRow.CallSiteRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A realistic review made by hand: an N+1, a missing index with two plans, a failing insert, six
 * statements.
 */
public final class SampleReview {

  private SampleReview() {}

  public static Review review() {
    return with(List.of(missingIndex(), failing(), nPlusOne()));
  }

  /** The same from one log more, which is not of PostgreSQL and known to lack messages. */
  public static Review mixed() {
    Review review = review();
    List<Review.InputFile> files = new ArrayList<>(review.input().files());
    files.add(
        new Review.InputFile(
            "logs/legacy.log",
            "kubectl+console",
            40_000,
            410,
            100,
            100,
            List.of(),
            "mysql",
            List.of("legacy.log: 3 messages were dropped by the logger")));
    return new Review(
        review.schema(),
        review.app(),
        review.created(),
        new Review.Input(files),
        review.totals(),
        review.statements(),
        review.findings(),
        review.dismissed(),
        review.notChecked(),
        review.indexes(),
        review.pool(),
        review.server(),
        null);
  }

  public static Review empty() {
    return with(List.of());
  }

  public static Review with(List<Finding> findings) {
    return new Review(
        Review.SCHEMA,
        "Inkwell",
        "2026-11-16T06:00:00Z",
        input(),
        totals(),
        statements(),
        findings,
        List.of(
            new Review.Dismissed(
                "n-plus-one-query",
                List.of("55d1c8"),
                "Two reads in one request are below the threshold of 3."),
            new Review.Dismissed(
                "missing-index",
                List.of("9a01bb"),
                "The table has 40 rows; a scan is the best plan.")),
        List.of(
            new Review.NotChecked("plans", "2 of 6: 2 write"),
            new Review.NotChecked("over-fetching", "needs `--source DIR`")),
        indexes(),
        pool(),
        new Review.Server("replica-2/inkwell, PostgreSQL 17.11, standby", 3, 4, 21, 812.4),
        null);
  }

  private static Review.Indexes indexes() {
    return new Review.Indexes(
        List.of(
            new Review.IndexChange(
                "CREATE INDEX CONCURRENTLY line_items_order_id_index ON line_items (order_id)",
                9_294,
                16.3,
                4_600_000),
            new Review.IndexChange(
                "CREATE INDEX CONCURRENTLY posts_lower_title_index ON posts (lower(title))",
                0,
                0,
                0)),
        List.of(new Review.IndexChange("DROP INDEX CONCURRENTLY users_email_idx", 0, 0, 3_000_000)),
        9_294,
        16.3,
        2);
  }

  private static Review.Pool pool() {
    return new Review.Pool(
        List.of(
            new Review.PoolRepo(
                "Inkwell.Repo",
                new Review.Observed(0.1, 12, 640, 6),
                List.of(
                    new Review.WhatIfPool(10, 0.1, 12, 640, 0.003, 0.98),
                    new Review.WhatIfPool(15, 0, 0.3, 30, 0, 0.75)),
                Map.of("poolSize", 15)),
            new Review.PoolRepo(
                "Inkwell.ReportingRepo",
                new Review.Observed(0, 0.5, 2.7, 0),
                List.of(),
                Map.of())));
  }

  private static Review.Input input() {
    return new Review.Input(
        List.of(
            new Review.InputFile(
                "logs/prod_phoenix.log",
                "text",
                921_344,
                9_400,
                1_984,
                1_981,
                List.of(
                    new Review.Unread(4102, "cut in the middle"),
                    new Review.Unread(4880, "cut in the middle"),
                    new Review.Unread(9317, "no statement follows")))));
  }

  private static Review.Totals totals() {
    return new Review.Totals(
        1_981,
        1_961,
        20,
        11_300,
        2_800,
        41.2,
        90_000,
        6,
        382,
        24_000,
        Map.of("comments", 768L, "line_items", 44L),
        Map.of("select", 1_700L, "insert", 281L),
        Map.of("request", 382L),
        false);
  }

  static List<StatementRow> statements() {
    return List.of(
        row(
            "7c02d4",
            "SELECT l0.\"id\", l0.\"order_id\", l0.\"quantity\" FROM \"line_items\" AS l0 WHERE (l0.\"order_id\" = $1)",
            "SELECT 3 cols FROM line_items WHERE order_id = $1",
            "line_items",
            44,
            0,
            1_720,
            38.8,
            site("Inkwell.Shop.items_of/1", "lib/inkwell/shop.ex", 240, 30),
            site("Inkwell.Shop.order_history/1", "lib/inkwell/shop.ex", 251, 14)),
        row(
            "7f3a91",
            "SELECT c0.\"id\", c0.\"body\", c0.\"post_id\" FROM \"comments\" AS c0 WHERE (c0.\"post_id\" = $1) ORDER BY c0.\"inserted_at\"",
            "SELECT 3 cols FROM comments WHERE post_id = $1 ORDER BY inserted_at",
            "comments",
            96,
            0,
            73,
            0.5,
            site("Inkwell.Blog.posts_with_comments/1", "lib/inkwell/blog.ex", 25, 96)),
        row(
            "e44a17",
            "INSERT INTO \"users\" (\"email\",\"name\") VALUES ($1,$2) RETURNING \"id\"",
            "INSERT INTO users (2 cols) RETURNING id",
            "users",
            60,
            20,
            88,
            1.1,
            site("Inkwell.Accounts.register/1", "lib/inkwell/accounts.ex", 44, 60)),
        row(
            "55d1c8",
            "UPDATE \"inventory_levels\" SET \"on_hand\" = $1, \"updated_at\" = $2 WHERE \"id\" = $3",
            "UPDATE inventory_levels SET 2 cols WHERE id = $3",
            "inventory_levels",
            8,
            0,
            805,
            100.6,
            site("Inkwell.Shop.swap/3", "lib/inkwell/shop.ex", 118, 8)),
        row(
            "b06e2a",
            "SELECT sum(i0.\"total\") FROM \"invoices\" AS i0 INNER JOIN \"payments\" AS p1 ON p1.\"invoice_id\" = i0.\"id\"",
            "SELECT sum(total) FROM invoices INNER JOIN payments ON invoice_id = id",
            "invoices",
            2,
            0,
            301,
            150.2,
            site("Inkwell.Billing.slow_report/1", "lib/inkwell/billing.ex", 71, 2)),
        row(
            "9a01bb",
            "SELECT t0.\"id\", t0.\"name\" FROM \"tenants\" AS t0 WHERE (t0.\"slug\" = $1)",
            "SELECT id, name FROM tenants WHERE slug = $1",
            "tenants",
            382,
            0,
            61,
            0.1,
            site("Inkwell.Accounts.tenant!/1", "lib/inkwell/accounts.ex", 20, 382)));
  }

  private static StatementRow row(
      String fingerprint,
      String sql,
      String summary,
      String table,
      long calls,
      long errors,
      double dbMs,
      double p50,
      CallSiteRow... sites) {
    return new StatementRow(
        fingerprint,
        sql,
        summary,
        table,
        table,
        calls,
        errors,
        dbMs,
        dbMs / 10,
        p50,
        p50 * 3.2,
        p50 * 5,
        p50 * 8,
        List.of(sites),
        histogram(calls, p50),
        sql.startsWith("SELECT c0") ? "Read `comments` by `post_id`, oldest first" : "",
        dbMs / 100,
        null);
  }

  private static CallSiteRow site(String function, String file, int line, long calls) {
    return new CallSiteRow(function, file, line, calls, Math.max(1, calls / 12), calls * 0.76);
  }

  private static List<Bucket> histogram(long calls, double p50) {
    List<Bucket> buckets = new ArrayList<>();
    double from = p50 / 4;
    long[] parts = {5, 20, 38, 20, 9, 5, 2, 1};
    for (long part : parts) {
      buckets.add(new Bucket(from, from * 2, calls * part / 100));
      from *= 2;
    }
    return buckets;
  }

  public static Finding nPlusOne() {
    List<Span> spans = new ArrayList<>();
    spans.add(new Span("users", 2.2, 1.7, 1.1, false));
    spans.add(new Span("posts", 9.7, 0.6, 1.7, false));
    for (int i = 0; i < 12; i++) {
      spans.add(new Span("comments", 13.1 + i * 2.2, i == 0 ? 3.3 : 0, 0.6 + i % 3 * 0.4, true));
    }
    return new Finding(
        "n1q-4c1e07a2",
        "n-plus-one-query",
        "has-many",
        "`comments` is read once per post",
        Severity.MEDIUM,
        Confidence.OBSERVED,
        List.of("comments", "posts"),
        List.of("7f3a91"),
        List.of(
            new FindingSite(
                "Inkwell.Blog.posts_with_comments/1",
                "anonymous fn/1 in Inkwell.Blog.posts_with_comments/1",
                "lib/inkwell/blog.ex",
                25)),
        96,
        8,
        new Impact(73, 0.0052, 68),
        List.of(
            new Note(
                "log",
                "96 queries in 8 requests: 12 in each, one per post, with 12 different parameters."),
            new Note(
                "order",
                "The list comes from `posts`, read 5 ms before at `blog.ex:22`. Its 12 ids are the 12 parameters."),
            new Note(
                "not-verified",
                "The query after the change was not run: no `--replica` was given.")),
        List.of(
            "10:43:59.268 request_id=FX9uxFMT [debug] QUERY OK source=\"comments\" db=0.6ms queue=3.3ms idle=97.3ms\n"
                + "SELECT c0.\"id\", c0.\"body\" FROM \"comments\" AS c0 WHERE (c0.\"post_id\" = $1) [int]\n"
                + "↳ anonymous fn/1 in Inkwell.Blog.posts_with_comments/1, at: lib/inkwell/blog.ex:25"),
        new Recommendation(
            "Preload `comments` with the posts",
            List.of(
                new Code(
                    "query",
                    "elixir",
                    "lib/inkwell/blog.ex",
                    "def posts_with_comments(page) do\n  recent_posts(12, (page - 1) * 12)\n"
                        + "  |> Repo.preload(comments: from(c in Comment, order_by: c.inserted_at)) # one query\nend",
                    """
                    def posts_with_comments(page) do
                      recent_posts(12, (page - 1) * 12)
                      |> Enum.map(fn post ->
                        comments =
                          Repo.all(from(c in Comment, where: c.post_id == ^post.id, order_by: c.inserted_at))

                        %{post | comments: comments}
                      end)
                    end
                    """,
                    21,
                    "The preload keeps `order_by`. Checked against the schema; not compiled."))),
        new Timeline("GET /posts · FX9uxFMT", 40, spans),
        List.of(),
        "request",
        List.of());
  }

  public static Finding missingIndex() {
    return new Finding(
        "mix-19ce22d0",
        "missing-index",
        "equality",
        "`line_items.order_id` has no index",
        Severity.HIGH,
        Confidence.PLANNED,
        List.of("line_items"),
        List.of("7c02d4"),
        List.of(
            new FindingSite(
                "Inkwell.Shop.items_of/1", "Inkwell.Shop.items_of/1", "lib/inkwell/shop.ex", 240),
            new FindingSite(
                "Inkwell.Shop.order_history/1",
                "Inkwell.Shop.order_history/1",
                "lib/inkwell/shop.ex",
                251)),
        44,
        44,
        new Impact(1_720, 0.122, 1_716),
        List.of(
            new Note("plan", "Seq Scan on `line_items` reads 500,040 rows to return 4."),
            new Note(
                "what-if",
                "With the index the cost falls from 8,721 to 8.5, and the planner uses it."),
            new Note("not-verified", "The index was not built: its cost is the planner's.")),
        List.of(),
        new Recommendation(
            "index on `line_items (order_id)`",
            List.of(
                new Code(
                    "migration",
                    "elixir",
                    "priv/repo/migrations/20261116060000_add_line_items_order_id_index.exs",
                    "defmodule Inkwell.Repo.Migrations.AddLineItemsOrderIdIndex do\n  use Ecto.Migration\n\n"
                        + "  @disable_ddl_transaction true\n  @disable_migration_lock true\n\n  def change do\n"
                        + "    create index(:line_items, [:order_id], concurrently: true)\n  end\nend"),
                new Code(
                    "migration",
                    "sql",
                    "",
                    "CREATE INDEX CONCURRENTLY line_items_order_id_index\n  ON line_items (order_id);"))),
        null,
        List.of(
            new PlanView(
                "Now",
                true,
                41.9,
                List.of(
                    new PlanRow(0, "Gather", "2 workers", 4, 2.1, false),
                    new PlanRow(
                        1,
                        "Parallel Seq Scan",
                        "on `line_items`, filter `order_id = $1`, removes 500,036",
                        4,
                        39.8,
                        true))),
            new PlanView(
                "After",
                false,
                8.5,
                List.of(
                    new PlanRow(
                        0,
                        "Index Scan",
                        "on `line_items` using `line_items_order_id_index`",
                        4,
                        8.5,
                        true)))),
        "",
        List.of());
  }

  public static Finding failing() {
    return new Finding(
        "ucv-0b7de001",
        "failing-query",
        "unique",
        "20 inserts into `users` failed on `users_email_index`",
        Severity.HIGH,
        Confidence.OBSERVED,
        List.of("users"),
        List.of("e44a17"),
        List.of(
            new FindingSite(
                "Inkwell.Accounts.register/1",
                "Inkwell.Accounts.register/1",
                "lib/inkwell/accounts.ex",
                44)),
        20,
        20,
        new Impact(29, 0.002, 0),
        List.of(new Note("log", "20 of 60 inserts ended in `unique_violation` (23505).")),
        List.of(),
        new Recommendation(
            "turn the violation into a changeset error with `unique_constraint(:email)`",
            List.of()),
        null,
        List.of(),
        "",
        List.of());
  }
}
