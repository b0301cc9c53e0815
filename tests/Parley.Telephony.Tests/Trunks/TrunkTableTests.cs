using Microsoft.Extensions.Time.Testing;
using Parley.Telephony.Numbers;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Trunks;

public sealed class TrunkTableTests
{
    private static readonly PhoneNumber Boston = PhoneNumber.Parse("+16175550100");

    [Fact]
    public void TrySelect_SeveralMatch_TakesTheLongestPrefix()
    {
        var table = Table(Trunk("world"), Trunk("america", "+1"), Trunk("boston", "+1617", "+1857"), Trunk("germany", "+49"));

        Assert.True(table.TrySelect(Boston, null, out var trunk, out _));
        Assert.Equal("boston", trunk.Name);
    }

    [Fact]
    public void TrySelect_EqualPrefixes_TakesTheFirst()
    {
        Assert.True(Table(Trunk("one", "+1"), Trunk("two", "1")).TrySelect(Boston, null, out var trunk, out _));
        Assert.Equal("one", trunk.Name);
    }

    [Fact]
    public void TrySelect_CallerIdHasATrunkThatTakesIt_ComesFirst()
    {
        var table = Table(Trunk("boston", "+1617"), Trunk("own"));

        Assert.True(table.TrySelect(Boston, new("id", Boston, "OWN"), out var trunk, out _));
        Assert.Equal("own", trunk.Name);
    }

    [Fact]
    public void TrySelect_TrunkOfCallerIdDoesNotTakeIt_FallsBack()
    {
        var table = Table(Trunk("own", "+49"), Trunk("world"));

        Assert.True(table.TrySelect(Boston, new("id", Boston, "own"), out var trunk, out _));
        Assert.Equal("world", trunk.Name);
    }

    [Fact]
    public void TrySelect_NoTrunkAtAll_SaysSo()
    {
        Assert.False(Table().TrySelect(Boston, null, out _, out var error));
        Assert.Contains("no trunk is configured", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TrySelect_NoPrefixMatches_SaysSo()
    {
        Assert.False(Table(Trunk("germany", "+49")).TrySelect(Boston, null, out _, out var error));
        Assert.Contains("no trunk takes this number", error, StringComparison.Ordinal);
    }

    [Fact]
    public void UriOf_TrunkUriWithUserAndParameters_KeepsHostAndParameters()
    {
        var table = Table(new TrunkOptions { Name = "a", Uri = "sip:ignored@carrier.example.test:5070;x=1" });

        Assert.Equal("sip:+16175550100@carrier.example.test:5070;x=1", table.Trunks[0].UriOf(Boston).ToString());
    }

    [Theory]
    [InlineData("", "sip:a.example.test", 0)]
    [InlineData("a", "carrier.example.test", 0)]
    [InlineData("a", "tel:+15551230001", 0)]
    [InlineData("a", "sip:a.example.test", 4)]
    [InlineData("a", "sip:a.example.test", -1)]
    public void Constructor_WrongConfiguration_Throws(string name, string uri, int redirects) =>
        Assert.ThrowsAny<ArgumentException>(() => Table(new TrunkOptions { Name = name, Uri = uri, FollowRedirects = redirects }));

    [Fact]
    public void Constructor_UnknownTransport_SaysWhichTrunk()
    {
        var error = Assert.Throws<ArgumentException>(() => Table(new TrunkOptions { Name = "acme", Uri = "sip:a.example.test", Transport = "SCTP" }));

        Assert.Contains("acme", error.Message, StringComparison.Ordinal);
        Assert.Contains("SCTP", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OneNameTwice_Throws() => Assert.Throws<ArgumentException>(() => Table(Trunk("a"), Trunk("A")));

    [Fact]
    public void ToString_WithPassword_DoesNotLeakIt() =>
        Assert.DoesNotContain("secret", new TrunkOptions { Name = "a", Uri = "sip:h", Username = "u", Password = "secret" }.ToString(), StringComparison.Ordinal);

    private static TrunkOptions Trunk(string name, params string[] prefixes) =>
        new() { Name = name, Uri = $"sip:{name}.example.test", Prefixes = [.. prefixes] };

    private static TrunkTable Table(params TrunkOptions[] trunks) => new(trunks, new FakeTimeProvider());
}
