-- The tables and statements behind the plans of this folder: each was made by psql with
--   EXPLAIN (ANALYZE, BUFFERS, FORMAT text|json) of the statement after its name, in a fresh database, after the setup.
-- setup
CREATE TABLE customers (id bigint PRIMARY KEY, name text, country text, city text);
INSERT INTO customers SELECT i, 'c' || i, 'country' || i % 50, 'city' || (i % 50) * 4 + i / 50 % 4 FROM generate_series(1, 40000) i;
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, state text, total int, placed_at timestamp, note text);
INSERT INTO orders SELECT i, 1 + i % 40000, CASE WHEN i % 200 = 0 THEN 'pending' ELSE 'done' END, i % 1000,
  timestamp '2026-01-01' + i * interval '1 minute', repeat('x', 60) FROM generate_series(1, 300000) i;
CREATE INDEX orders_customer_id_index ON orders (customer_id);
CREATE INDEX orders_total_index ON orders (total);
CREATE INDEX orders_state_index ON orders (state);
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint, price int);
INSERT INTO items SELECT i, 1 + i % 300000, i % 90 FROM generate_series(1, 200000) i;
CREATE TABLE visits (id bigint PRIMARY KEY, room int, seen boolean);
ALTER TABLE visits SET (autovacuum_enabled = off);
INSERT INTO visits SELECT i, i % 100, false FROM generate_series(1, 100000) i;
CREATE INDEX visits_room_id_index ON visits (room, id);
CREATE TABLE events (id bigint, day date, kind int) PARTITION BY RANGE (day);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO events SELECT i, date '2026-01-01' + i % 58, i % 7 FROM generate_series(1, 20000) i;
VACUUM ANALYZE customers; VACUUM ANALYZE orders; VACUUM ANALYZE items; ANALYZE visits; ANALYZE events;
SET jit = off; SET max_parallel_workers_per_gather = 0;
-- tree: sort over hash join over two scans
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.total = 7 ORDER BY c.name LIMIT 10;
-- left-join
SELECT c.id, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.total > 900 WHERE c.country = 'country7' GROUP BY c.id ORDER BY 2 DESC, 1 LIMIT 5;
-- cte: read twice
WITH recent AS MATERIALIZED (SELECT customer_id, sum(total) AS t FROM orders GROUP BY customer_id) SELECT a.customer_id FROM recent a JOIN recent b ON b.customer_id = a.customer_id + 1 WHERE a.t > 3000 ORDER BY b.t LIMIT 3;
-- initplan: read far below the node it is printed under
SELECT count(*) FROM orders WHERE total > (SELECT avg(total) FROM orders);
-- subplan: run once per row
SELECT c.id, (SELECT max(o.total) FROM orders o WHERE o.customer_id = c.id) FROM customers c WHERE c.id < 3000;
-- hashed-subplan
SELECT count(*) FROM customers c WHERE c.id NOT IN (SELECT customer_id FROM orders WHERE total = 5);
-- parallel
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT state, count(*) FROM orders WHERE note LIKE '%x%' GROUP BY state;
-- parallel-join
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT count(*) FROM orders o JOIN items i ON i.order_id = o.id WHERE o.total < 500;
-- parallel-initplan
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT count(*) FROM orders WHERE total > (SELECT avg(price) FROM items);
-- never-executed
SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.name = 'nobody';
-- partitions
SELECT kind, count(*) FROM events WHERE day >= date '2026-01-20' GROUP BY kind ORDER BY kind;
-- recursive
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT sum(i) FROM n;
-- union
SELECT id FROM customers WHERE id < 100 UNION SELECT id FROM orders WHERE id < 200 ORDER BY 1;
-- window
SELECT customer_id, rank() OVER (PARTITION BY state ORDER BY total) FROM orders WHERE id < 5000;
-- incremental-sort
SET enable_sort = off; SET enable_seqscan = off;
SELECT * FROM orders ORDER BY total, placed_at LIMIT 3000;
-- disabled
SET enable_seqscan = off;
SELECT count(*) FROM items WHERE price = 3;
-- function
SELECT * FROM generate_series(1, 5000) AS g(i) JOIN LATERAL (VALUES (g.i), (g.i + 1)) AS v(x) ON true WHERE v.x % 7 = 0;
-- exists
SELECT count(*) FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total = 3);
-- row-misestimate.bad: city says the country
SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.country = 'country7' AND c.city IN ('city28', 'city29', 'city30', 'city31');
-- row-misestimate.good: with CREATE STATISTICS
CREATE STATISTICS IF NOT EXISTS customers_country_city (dependencies, mcv) ON country, city FROM customers; ANALYZE customers;
SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.country = 'country7' AND c.city IN ('city28', 'city29', 'city30', 'city31');
-- undo
DROP STATISTICS customers_country_city; ANALYZE customers;
-- stale.bad: filled since the last ANALYZE
CREATE TABLE imports (id bigint PRIMARY KEY, batch int); ALTER TABLE imports SET (autovacuum_enabled = off); INSERT INTO imports SELECT i, 1 FROM generate_series(1, 1000) i; ANALYZE imports; INSERT INTO imports SELECT i, 2 FROM generate_series(1001, 60000) i;
SELECT count(*) FROM imports i JOIN orders o ON o.id = i.id WHERE i.batch = 2;
-- sort-spill.bad
SET work_mem = '1MB';
SELECT * FROM orders ORDER BY note, placed_at DESC;
-- sort-spill.good
SET work_mem = '128MB';
SELECT * FROM orders ORDER BY note, placed_at DESC;
-- hash-spill.bad
SET work_mem = '256kB';
SELECT count(*) FROM orders o JOIN items i ON i.order_id = o.id WHERE o.note LIKE 'x%';
-- lossy-bitmap.bad
SET work_mem = '64kB'; SET enable_seqscan = off; SET enable_indexscan = off;
SELECT sum(length(note)) FROM orders WHERE total BETWEEN 100 AND 400;
-- lossy-bitmap.good
SET work_mem = '16MB'; SET enable_seqscan = off; SET enable_indexscan = off;
SELECT sum(length(note)) FROM orders WHERE total BETWEEN 100 AND 400;
-- stale-visibility.bad: all rows were changed since the last VACUUM
UPDATE visits SET seen = true; SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT room, count(id) FROM visits WHERE room < 40 GROUP BY room;
-- stale-visibility.good
VACUUM ANALYZE visits; SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT room, count(id) FROM visits WHERE room < 40 GROUP BY room;
-- filter-discards-most.bad
SELECT id FROM orders WHERE placed_at = timestamp '2026-03-01' AND note = 'y';
-- filter-discards-most.good
SELECT id FROM orders WHERE customer_id = 77;
-- nested-loop-blowup.bad: the planner believes in 144 outer rows of 2,400
SET enable_hashjoin = off; SET enable_mergejoin = off;
SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.country IN ('country7', 'country8', 'country9') AND c.city IN ('city28', 'city29', 'city30', 'city31', 'city32', 'city33', 'city34', 'city35', 'city36', 'city37', 'city38', 'city39') AND o.total > 10;
-- nested-loop-blowup.good
SELECT o.id FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id IN (4, 5, 6);
-- jit-overhead.bad: on PostgreSQL 15, the binaries of the others have no compiler
SET jit = on; SET jit_above_cost = 0; SET jit_optimize_above_cost = 0; SET jit_inline_above_cost = 0;
SELECT count(*), sum(total), avg(total) FROM orders WHERE customer_id BETWEEN 10 AND 40;
-- jit-overhead.good
SET jit = off;
SELECT count(*), sum(total), avg(total) FROM orders WHERE customer_id BETWEEN 10 AND 40;
-- triggers
CREATE TABLE IF NOT EXISTS refs (id bigint REFERENCES customers); DELETE FROM refs; INSERT INTO refs VALUES (1);
BEGIN; DELETE FROM customers WHERE id BETWEEN 39990 AND 40000; ROLLBACK;
-- memoize
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off;
SELECT count(*) FROM items i JOIN customers c ON c.id = i.price WHERE i.id < 20000;
-- or
SELECT id FROM orders WHERE total = 5 OR customer_id = 7;
-- The plans of generic-plan-cliff.bad: 300,000 jobs, the last 100 of them failed, with an index on state, the statement
--   SELECT id FROM jobs WHERE state = $1 ORDER BY id LIMIT 20
-- for 'done' (common) and 'failed' (rare); generic is EXPLAIN EXECUTE of it prepared, with plan_cache_mode = force_generic_plan,
-- and slow is how that plan runs for 'failed'.
-- Those of generic-plan-cliff.good: with CREATE INDEX items_order_id_index ON items (order_id), the same for
--   SELECT o.id, i.price FROM orders o JOIN items i ON i.order_id = o.id WHERE o.state = $1
-- and 'done' (common) and 'pending' (rare): the generic plan is the rare value's own.
