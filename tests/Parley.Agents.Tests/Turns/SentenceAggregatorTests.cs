using FsCheck.Xunit;
using Parley.Agents.Turns;

namespace Parley.Agents.Tests.Turns;

public sealed class SentenceAggregatorTests
{
    [Theory]
    [InlineData("Hello there. How are you? Fine!", "Hello there.|How are you?|Fine!")]
    [InlineData("Dr. Smith is in. Come by.", "Dr. Smith is in.|Come by.")]
    [InlineData("It costs 3.50 a day. Agreed?", "It costs 3.50 a day.|Agreed?")]
    [InlineData("At 5 p.m. on Monday, e.g. here. Yes.", "At 5 p.m. on Monday, e.g. here.|Yes.")]
    [InlineData("J. Smith called. It was I. Really.", "J. Smith called.|It was I.|Really.")]
    [InlineData("He said \"Stop.\" Then he left.", "He said \"Stop.\"|Then he left.")]
    [InlineData("Wait... what? Yes…", "Wait... what?|Yes…")]
    [InlineData("One line\nAnother line", "One line|Another line")]
    [InlineData("你好。再见。", "你好。|再见。")]
    [InlineData("  ", "")]
    public void Sentences_WhateverThePieces_AreTheSame(string text, string expected)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            Assert.Equal(expected, string.Join('|', Sentences(text.Chunk(size).Select(piece => new string(piece)))));
        }
    }

    [Fact]
    public void TryTake_SentenceFollowedByAWord_GivesItBeforeTheRestIsKnown()
    {
        var aggregator = new SentenceAggregator();
        aggregator.Append("Good morning.");
        Assert.False(aggregator.TryTake(out _));

        aggregator.Append(" H");

        Assert.True(aggregator.TryTake(out var sentence));
        Assert.Equal("Good morning.", sentence);
    }

    [Property]
    public bool Sentences_AnyText_LoseNothingButSpace(string[] pieces)
    {
        var text = string.Concat(pieces ?? []);
        return Squeeze(string.Concat(Sentences(pieces ?? []))) == Squeeze(text);
    }

    private static string Squeeze(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    private static List<string> Sentences(IEnumerable<string> pieces)
    {
        var aggregator = new SentenceAggregator();
        var sentences = new List<string>();
        foreach (var piece in pieces)
        {
            aggregator.Append(piece);
            while (aggregator.TryTake(out var sentence))
            {
                sentences.Add(sentence);
            }
        }

        if (aggregator.TryFlush(out var rest))
        {
            sentences.Add(rest);
        }

        return sentences;
    }
}
