using Parley.Simulation.Yaml;

namespace Parley.Simulation.Tests.Yaml;

public sealed class YamlMapTests
{
    private readonly YamlProblems _problems = new("file.yaml");

    [Fact]
    public void Read_SeveralThingsWrong_TellsAllWithTheirPlaces()
    {
        var map = Read("""
            rings: abc
            nmae: Alex
            pause:
            """);
        map["name"].Text();
        map["pause"].Duration();
        map["rings"].Duration();
        map.End();

        Assert.Equal(
            [
                "file.yaml(1,8): 'rings' is 'abc'; expected a duration such as 500ms, 2s or 1m",
                "file.yaml(2,1): 'nmae' is not known here; did you mean 'name'?",
                "file.yaml(3,7): 'pause' has no value; expected a duration such as 500ms, 2s or 1m",
            ],
            _problems.Errors.Select(error => error.ToString()));
        var thrown = Assert.Throws<YamlFileException>(_problems.ThrowIfAny);
        Assert.Equal(3, thrown.Message.Split(Environment.NewLine).Length);
    }

    [Theory]
    [InlineData("", "(1,1): the file is empty")]
    [InlineData("- a", "(1,1): expected keys with values, such as 'name: ...'")]
    [InlineData("a: 1\na: 2", "(2,1): 'a' is here twice")]
    [InlineData("a: *b", "(1,4): this is no YAML: *b stands for nothing: no &b comes before it (a plain * needs quotes)")]
    [InlineData("a: &a [*a]", "(1,8): this is no YAML: *a stands for nothing: no &a comes before it (a plain * needs quotes)")]
    [InlineData("[a]: b", "(1,1): a key has to be a plain word")]
    [InlineData("a: 1\n---\nb: 2", "(2,1): a second document begins here; put it into a file of its own")]
    public void Read_NoSingleMap_SaysWhereAndWhy(string text, string expected)
    {
        YamlMap.Read(text, _problems);

        Assert.Equal("file.yaml" + expected, Assert.Single(_problems.Errors).ToString());
    }

    [Theory]
    [InlineData("a: [b")]
    [InlineData("a: 'b")]
    [InlineData("a: b: c")]
    public void Read_BrokenYaml_GivesOneProblem(string text)
    {
        Assert.Null(YamlMap.Read(text, _problems));

        Assert.Contains("this is no YAML", Assert.Single(_problems.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyLevels_IsRefused()
    {
        Assert.Null(YamlMap.Read("a: " + new string('[', 100_000), _problems));

        Assert.Contains("more than 64 levels", Assert.Single(_problems.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AliasesThatGrow_AreRefused()
    {
        var text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + string.Concat(
            Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));

        Assert.Null(YamlMap.Read(text, _problems));

        Assert.Contains("more than 100000 values", Assert.Single(_problems.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Alias_IsWhatItStandsFor()
    {
        var map = Read("a: &same [1s, 2s]\nb: *same");

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], map["b"].List().Select(item => item.Duration()));
        Assert.Empty(_problems.Errors);
    }

    [Fact]
    public void Require_KeyIsMissing_SaysSoAtTheMap()
    {
        Read("\nb: 1").Require("a");

        Assert.Equal("file.yaml(2,1): 'a' is missing", Assert.Single(_problems.Errors).ToString());
    }

    [Fact]
    public void End_KeyNothingIsLike_NamesTheKnownOnes()
    {
        var map = Read("zzz: 1");
        _ = map["name"];
        _ = map["call"];
        map.End();

        Assert.Equal("'zzz' is not known here; known are call, name", Assert.Single(_problems.Errors).Message);
    }

    private YamlMap Read(string text) => YamlMap.Read(text, _problems) ?? throw new InvalidOperationException(string.Join('\n', _problems.Errors));
}
