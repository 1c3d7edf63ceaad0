package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The pool is too small | The pool is too small",
        "`posts` are marked, posts are not | `posts` are marked, posts are not",
        "composts and posts_tags | composts and posts_tags",
        "see lib/posts/a.ex | see lib/posts/a.ex",
        "posts is read once per post | `posts` is read once per post",
        "posts.user_id has no index | `posts.user_id` has no index",
        "index on posts (status, id) where | index on `posts (status, id)` where",
        "Preload posts in My.Blog.feed!/1 | Preload `posts` in `My.Blog.feed!/1`",
      })
  void namesOfTheCodeAreMarked(String text, String marked) {
    assertThat(Prose.named(text, List.of("posts"))).isEqualTo(marked);
  }
}
