package dev.ectoscope.log.reading;

import static dev.ectoscope.log.reading.Wrappers.bytes;
import static dev.ectoscope.log.reading.Wrappers.joined;
import static dev.ectoscope.log.reading.Wrappers.json;
import static dev.ectoscope.log.reading.Wrappers.lines;
import static dev.ectoscope.log.reading.Wrappers.micros;
import static dev.ectoscope.log.reading.Wrappers.millis;
import static dev.ectoscope.log.reading.Wrappers.ms;
import static dev.ectoscope.log.reading.Wrappers.nanos;
import static dev.ectoscope.log.reading.Wrappers.seconds;
import static dev.ectoscope.log.reading.Wrappers.spaced;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What shippers, stores and editors print before each line. */
final class LineWrappers {

  private LineWrappers() {}

  static void addTo(Map<String, Function<List<String>, byte[]>> all) {
    all.put("as it is", lines((line, n) -> line));
    all.put("docker logs -t", lines((line, n) -> nanos(n) + " " + line));
    all.put("docker service logs", lines((line, n) -> "web.1.z8p3kr1x0cdz@node-1    | " + line));
    all.put("compose", lines((line, n) -> "web-1  | " + line));
    all.put("compose v1", lines((line, n) -> "web_1  | " + line));
    all.put("compose coloured", lines((line, n) -> "\u001b[36mweb-1  | \u001b[0m" + line));
    all.put("compose -t", lines((line, n) -> "web-1  | " + nanos(n) + " " + line));
    all.put("foreman", lines((line, n) -> "10:15:30 web.1  | " + line));
    all.put("overmind", lines((line, n) -> "\u001b[1;38;5;2mweb    | \u001b[0m" + line));
    all.put("kubectl --prefix", lines((line, n) -> "[pod/web-6b7f/app] " + line));
    all.put(
        "kubectl --prefix --timestamps",
        lines((line, n) -> "[pod/web-6b7f/app] " + nanos(n) + " " + line));
    all.put("kubetail", lines((line, n) -> "[web-6b7f9c-x2x4z] " + line));
    all.put("stern", lines((line, n) -> "web-6b7f9c8d5-x2x4z app " + line));
    all.put(
        "stern coloured",
        lines(
            (line, n) -> "\u001b[91mweb-6b7f9c8d5-x2x4z\u001b[0m \u001b[91mapp\u001b[0m " + line));
    all.put("stern -t", lines((line, n) -> "web-6b7f9c8d5-x2x4z app " + nanos(n) + " " + line));
    all.put("stern -A", lines((line, n) -> "shop web-6b7f9c8d5-x2x4z app " + line));
    all.put("cri", lines((line, n) -> nanos(n) + " stdout F " + line));
    all.put("cri in pieces", lines(LineWrappers::criInPieces));
    all.put("heroku", lines((line, n) -> micros(n) + "+00:00 app[web.1]: " + line));
    all.put(
        "heroku coloured",
        lines((line, n) -> "\u001b[36m" + micros(n) + "+00:00 app[web.1]:\u001b[0m " + line));
    all.put("gigalixir", lines((line, n) -> micros(n) + "+00:00 shop[shop-6b7f9c-x2x4z]: " + line));
    all.put("heroku drain", lines(LineWrappers::drain));
    all.put("octet counted syslog", lines(LineWrappers::octets));
    all.put("fly", lines((line, n) -> millis(n) + "Z app[148e21f] ams [info]" + line));
    all.put("fly, spaced", lines((line, n) -> millis(n) + "Z app[148e21 3d8] ams [info] " + line));
    all.put("journald", lines((line, n) -> "Nov 20 10:15:30 host-1 shop[4242]: " + line));
    all.put(
        "journald short-precise",
        lines((line, n) -> "Nov 20 10:15:30.236034 host-1 shop[4242]: " + line));
    all.put(
        "journald short-iso",
        lines((line, n) -> "2026-11-20T10:15:30+0000 host-1 shop[4242]: " + line));
    all.put(
        "journald short-iso-precise",
        lines((line, n) -> micros(n) + "+00:00 host-1 shop[4242]: " + line));
    all.put(
        "journald short-full",
        lines((line, n) -> "Fri 2026-11-20 10:15:30 UTC host-1 shop[4242]: " + line));
    all.put(
        "journald with-unit",
        lines((line, n) -> "Fri 2026-11-20 10:15:30 CET host-1 shop.service[4242]: " + line));
    all.put(
        "journald short-unix", lines((line, n) -> "1795169730.236034 host-1 shop[4242]: " + line));
    all.put(
        "journald short-monotonic",
        lines((line, n) -> "[ 1234.236034] host-1 shop[4242]: " + line));
    all.put("rfc 3164", lines((line, n) -> "<134>Nov 20 10:15:30 host-1 shop[4242]: " + line));
    all.put(
        "rfc 5424", lines((line, n) -> "<134>1 " + micros(n) + "Z host-1 shop 4242 - - " + line));
    all.put(
        "rfc 5424, bom",
        lines((line, n) -> "<134>1 " + micros(n) + "Z host-1 shop 4242 - - \ufeff" + line));
    all.put("aws logs tail", lines((line, n) -> micros(n) + "+00:00 ecs/web/0f3a " + line));
    all.put("aws logs tail --format short", lines((line, n) -> seconds(n) + " " + line));
    all.put("cloudwatch to s3", lines((line, n) -> millis(n) + "Z " + line));
    all.put(
        "aws filter-log-events --output text",
        lines(
            (line, n) ->
                "EVENTS\t3" + n + "\t1795169730500\tecs/web/0f3a\t" + line + "\t" + ms(n)));
    all.put("logcli", lines((line, n) -> seconds(n) + "Z {app=\"web\", pod=\"web-1\"} " + line));
    all.put("logcli, no labels", lines((line, n) -> seconds(n) + "Z {} " + line));
    all.put("grafana txt", lines((line, n) -> spaced(n) + "\t" + line));
    all.put(
        "papertrail archive",
        lines(
            (line, n) ->
                "50342"
                    + n
                    + "\t2026-11-20 10:15:30 -0800\t2026-11-20 10:15:31 -0800\t42424\tshop\t10.0.0.1"
                    + "\tUser\tInfo\tapp/web.1\t"
                    + line));
    all.put("papertrail", lines((line, n) -> "Nov 20 10:15:30 shop app/web.1: " + line));
    all.put("render", lines((line, n) -> "Nov 20 10:15:30 AM  " + line));
    all.put("github actions", lines((line, n) -> millis(n) + "0000Z " + line));
    all.put(
        "gh run view --log",
        lines((line, n) -> "test\tRun mix test\t" + millis(n) + "0000Z " + line));
    all.put("gitlab", lines((line, n) -> micros(n) + "Z 01O " + line));
    all.put(
        "fluentd file",
        lines(
            (line, n) ->
                seconds(n)
                    + "+00:00\tdocker.shop\t"
                    + json("log", line, "container_name", "/shop")));
    all.put("supervisor, ts", lines((line, n) -> "Nov 20 10:15:30 " + line));
    all.put("svlogd", lines((line, n) -> "2026-11-20_10:15:30.23603 " + line));
    all.put("tai64n", lines((line, n) -> "@4000000065a1b2c30e4e1c00 " + line));
    all.put("quoted", lines((line, n) -> "> " + line));
    all.put("commented", lines((line, n) -> "# " + line));
    all.put("indented", lines((line, n) -> "    " + line));
    all.put("fenced", log -> bytes("```\n" + joined(log) + "```\n"));
    all.put("numbered", lines((line, n) -> String.format("%6d\t%s", n + 1, line)));
    all.put("grep", lines((line, n) -> "app.log:" + line));
    all.put("tail of several", log -> bytes("==> app.log <==\n" + joined(log)));
  }

  private static String criInPieces(String line, int n) {
    int half = line.length() / 2;
    return n % 3 == 0
        ? nanos(n)
            + " stdout P "
            + line.substring(0, half)
            + "\n"
            + nanos(n)
            + " stdout F "
            + line.substring(half)
        : nanos(n) + " stdout F " + line;
  }

  private static String drain(String line, int n) {
    String text = "<190>1 " + micros(n) + "+00:00 host app web.1 - " + line;
    return text.getBytes(UTF_8).length + 1 + " " + text;
  }

  private static String octets(String line, int n) {
    String text = "<134>1 " + micros(n) + "Z host-1 shop 4242 - - " + line;
    return text.getBytes(UTF_8).length + 1 + " " + text;
  }
}
