using Parley.Simulation.Carrier;

namespace Parley.Simulation.Tests.Personas;

/// <summary>Keys: those that a persona presses, and those that it asks for.</summary>
public sealed class KeyStepTests
{
    private const string Ivr = """
        steps:
          - menu: Press one for sales, two for support.
            patience: 2s
            tries: 2
            choices:
              1:
                - menu: Press one for new orders, nine to go back.
                  choices:
                    1:
                      - menu: Press one for apples.
                        choices:
                          1: [{ say: Apples. }, { pause: 300ms }]
                          9: [back]
                    9: [back]
              2: [{ say: Support. }, again]
              44: [{ say: Forty four. }]
              "*": [hangUp]
            timeout: [{ say: I heard nothing. }]
            invalid: [{ say: That was wrong. }]
            otherwise: [{ say: Goodbye. }]
        """;

    [Fact]
    public void Press_Keys_AreReceived()
    {
        var keys = "";
        Stage.Run("steps: [{ press: '12#', held: 80ms, gap: 60ms }, { pause: 500ms }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(0.8);
            while (stage.Call.Line.Session.Digits.TryRead(out var digit))
            {
                keys += digit.Digit;
            }
        });

        Assert.Equal("12#", keys);
    }

    [Theory]
    [InlineData("1234", true)]
    [InlineData("12#", true)]
    [InlineData("12", false)]
    public void Collect_Keys_EnoughOrEnded(string keys, bool enough)
    {
        var stage = Stage.Run(
            "steps: [{ collect: 4, prompt: Your code please., until: '#', patience: 2s, otherwise: [{ say: Too few. }, hangUp] }, { say: Thank you. }]",
            async stage =>
            {
                await stage.AnsweredAsync();
                await stage.PressAsync(keys, after: 0.5);
            });

        Assert.Equal(["Your code please.", enough ? "Thank you." : "Too few."], stage.Details(SimulatedCallEventKind.Said));
        Assert.Equal(keys, string.Concat(stage.Details(SimulatedCallEventKind.Digit)));
    }

    [Theory]
    [InlineData("1 1 1", "Press one for sales, two for support.|Press one for new orders, nine to go back.|Press one for apples.|Apples.")]
    [InlineData("1 9 *", "Press one for sales, two for support.|Press one for new orders, nine to go back.|Press one for sales, two for support.")]
    [InlineData("1 1 9 9 *", "Press one for sales, two for support.|Press one for new orders, nine to go back.|Press one for apples.|Press one for new orders, nine to go back.|Press one for sales, two for support.")]
    [InlineData("2 *", "Press one for sales, two for support.|Support.|Press one for sales, two for support.")]
    [InlineData("44", "Press one for sales, two for support.|Forty four.")]
    [InlineData("7 *", "Press one for sales, two for support.|That was wrong.|Press one for sales, two for support.")]
    [InlineData("4 *", "Press one for sales, two for support.|That was wrong.|Press one for sales, two for support.")]
    [InlineData("", "Press one for sales, two for support.|I heard nothing.|Press one for sales, two for support.|I heard nothing.|Goodbye.")]
    public void Menu_Keys_LeadToTheirSteps(string keys, string said)
    {
        var stage = Stage.Run(Ivr, async stage =>
        {
            await stage.AnsweredAsync();
            foreach (var choice in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                await stage.Call.HearAsync();
                await stage.PressAsync(choice, after: 0.1);
            }
        });

        Assert.Equal(said.Split('|'), stage.Details(SimulatedCallEventKind.Said));
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void Menu_KeyDuringThePrompt_CutsItShort()
    {
        var stage = Stage.Run(Ivr, async stage =>
        {
            await stage.AnsweredAsync();
            await stage.PressAsync("44", after: 0.3);
        });

        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Said, which: 1), 0.3, 0.9);
    }
}
