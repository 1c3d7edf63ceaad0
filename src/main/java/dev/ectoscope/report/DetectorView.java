package dev.ectoscope.report;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.report.Pages.Link;
import java.util.List;

/** The page that explains a detector, and the page of an error. */
final class DetectorView {

  private final Shell shell;

  DetectorView(Shell shell) {
    this.shell = shell;
  }

  Pages.DetectorPage page(DetectorInfo info) {
    List<Link> findings =
        shell.review().findings().stream()
            .filter(f -> f.detector().equals(info.id()))
            .map(shell::link)
            .toList();
    return new Pages.DetectorPage(
        shell.frame(info.title(), "detector", Links.anchor("detectors", info.id()), ""),
        shell.links().to(""),
        info.id(),
        info.title(),
        Prose.pieces(info.whyItMatters()),
        Prose.pieces(info.whenItIsFine()),
        String.join(", ", info.evidence()),
        CodeBoxes.example("bad-" + info.id(), "Causes it", info.bad()),
        CodeBoxes.example("good-" + info.id(), "Mends it", info.good()),
        info.references(),
        info.references().matches("https?://\\S+"),
        findings);
  }

  Pages.ErrorPage error(String title, String text) {
    return new Pages.ErrorPage(shell.frame(title, "error", "error", ""), title, Prose.pieces(text));
  }
}
