using Parley.Simulation.Yaml;

namespace Parley.Simulation.Tests.Yaml;

public sealed class YamlValueTests
{
    private readonly YamlProblems _problems = new("file.yaml");

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("1m", 60_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0s", 0)]
    public void Duration_WellWritten_IsRead(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Value(text).Duration());

    [Theory]
    [InlineData("2")]
    [InlineData("2 s")]
    [InlineData("-2s")]
    [InlineData("2sec")]
    [InlineData("s")]
    [InlineData("25h")]
    [InlineData("999999999h")]
    [InlineData("forever")]
    [InlineData("1s..2s")]
    [InlineData("[1s]")]
    [InlineData("{a: 1s}")]
    [InlineData("~")]
    public void Duration_AnythingElse_IsAProblem(string text)
    {
        Assert.Null(Value(text).Duration());

        Assert.EndsWith("expected a duration such as 500ms, 2s or 1m", Assert.Single(_problems.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1s..3s", 1_000, 3_000)]
    [InlineData("500ms .. 1m", 500, 60_000)]
    [InlineData("2s", 2_000, 2_000)]
    public void Durations_Range_IsRead(string text, double least, double most) =>
        Assert.Equal(new DurationRange(TimeSpan.FromMilliseconds(least), TimeSpan.FromMilliseconds(most)), Value(text).Durations());

    [Theory]
    [InlineData("3s..1s")]
    [InlineData("1s..")]
    [InlineData("..1s")]
    [InlineData("1s..2s..3s")]
    [InlineData("1s..forever")]
    [InlineData("forever")]
    public void Durations_NoRange_IsAProblem(string text)
    {
        Assert.Null(Value(text).Durations());

        Assert.Single(_problems.Errors);
    }

    [Fact]
    public void Durations_ForeverWhereItMay_IsRead() => Assert.True(Value("forever").Durations(forever: true)?.IsForever);

    [Fact]
    public void Draw_Range_StaysInItAndIsRepeatable()
    {
        var range = new DurationRange(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(13));

        var draws = Draws(seed: 3);

        Assert.Equal(Draws(seed: 3), draws);
        Assert.Equal([10, 11, 12, 13], draws.Distinct().Order());

        List<double> Draws(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, 200).Select(_ => range.Draw(random).TotalMilliseconds)];
        }
    }

    [Theory]
    [InlineData("-40dB", "dB", -40.0)]
    [InlineData("-40 db", "dB", -40.0)]
    [InlineData("+1.5dB", "dB", 1.5)]
    [InlineData("7", "", 7.0)]
    [InlineData("7%", "%", 7.0)]
    [InlineData("-40", "dB", null)]
    [InlineData("-40Hz", "dB", null)]
    [InlineData("-41dB", "dB", null)]
    [InlineData("loud", "dB", null)]
    public void Number_WithUnit_MustHaveItAndBeInRange(string text, string unit, double? expected)
    {
        Assert.Equal(expected, Value(text).Number(unit, -40, 10));

        Assert.Equal(expected is null ? [$"'key' is '{text}'; expected a number from -40{unit} to 10{unit}"] : [], _problems.Errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("true", true)]
    [InlineData("no", false)]
    [InlineData("false", false)]
    [InlineData("maybe", null)]
    public void YesOrNo_Word_IsRead(string text, bool? expected) => Assert.Equal(expected, Value(text).YesOrNo());

    [Theory]
    [InlineData("street", null)]
    [InlineData("ofice", "'key' is 'ofice'; did you mean 'office'?")]
    [InlineData("moon", "'key' is 'moon'; expected street, office or hall")]
    [InlineData("[street]", "'key' is a list; expected street, office or hall")]
    public void OneOf_Word_MustBeKnown(string text, string? problem)
    {
        Value(text).OneOf(new Dictionary<string, int> { ["street"] = 1, ["office"] = 2, ["hall"] = 3 });

        Assert.Equal(problem, _problems.Errors.SingleOrDefault()?.Message);
    }

    [Fact]
    public void Reading_KeyIsNotThere_IsNoProblem()
    {
        var missing = YamlMap.Read("other: 1", _problems)!["key"];

        Assert.Equal((null, null, null, null), (missing.Text(), missing.Duration(), missing.Map(), missing.YesOrNo()));
        Assert.Empty(missing.List());
        Assert.Empty(_problems.Errors);
    }

    [Fact]
    public void Text_OfNumbersAndQuotes_IsWhatStandsThere()
    {
        Assert.Equal("0123", Value("0123").Text());
        Assert.Equal("#", Value("'#'").Text());
        Assert.Equal("null", Value("'null'").Text());
    }

    private YamlValue Value(string text) => YamlMap.Read($"key: {text}", _problems)!["key"];
}
