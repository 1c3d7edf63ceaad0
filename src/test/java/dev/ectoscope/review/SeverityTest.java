package dev.ectoscope.review;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SeverityTest {

  @Test
  void aChangeThatSavesNothingAndMendsNoFailureIsInformation() {
    assertEquals(Severity.INFO, Severity.of(0, 0, 0));
  }

  @Test
  void followsTheShareThatCanBeGivenBack() {
    assertEquals(Severity.LOW, Severity.of(0.005, 0.3, 0));
    assertEquals(Severity.MEDIUM, Severity.of(0.02, 0.3, 0));
    assertEquals(Severity.HIGH, Severity.of(0.05, 0.3, 0));
  }

  @Test
  void timeAtStakeOfWhichNobodyKnowsHowMuchComesBackIsNeverHigh() {
    assertEquals(Severity.LOW, Severity.of(0, 0.005, 0));
    assertEquals(Severity.MEDIUM, Severity.of(0, 0.9, 0));
  }

  @Test
  void requestsThatFailCountByThemselves() {
    assertEquals(Severity.MEDIUM, Severity.of(0, 0, 1));
    assertEquals(Severity.HIGH, Severity.of(0, 0, 4));
  }
}
