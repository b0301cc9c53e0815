using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parley.Sip.Messages;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Trunks;

public class InboundAccessTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("203.0.113.7", 0)]
    [InlineData("203.0.114.7", 403)]
    [InlineData("198.51.100.1", 0)]
    [InlineData("10.1.2.3", 0)]
    [InlineData("10.2.2.3", 403)]
    public void Admit_Sources_AreJudgedByNetwork(string source, int status)
    {
        var access = Access(
            new TrunkOptions { Name = "a", Uri = "sip:carrier.example.test", AllowFrom = ["203.0.113.0/24"] },
            new TrunkOptions { Name = "b", Uri = "sip:198.51.100.1" });
        Assert.Equal(status, access.Admit(Invite(), From(source)).Status);
        Assert.Equal(status == 0 ? 0 : 1, access.Refused);
    }

    [Fact]
    public void Admit_AllowFromIsSet_TheUriAloneIsNotEnough() =>
        Assert.Equal(403, Access(new TrunkOptions { Name = "a", Uri = "sip:198.51.100.1", AllowFrom = ["203.0.113.0/24"] }).Admit(Invite(), From("198.51.100.1")).Status);

    [Fact]
    public void Admit_NoTrunkAtAll_EverybodyIsLetIn() =>
        Assert.Equal(0, new InboundAccess(new([], _time), [], _time, new Random(1), null).Admit(Invite(), From("192.0.2.1")).Status);

    [Fact]
    public void Admit_TooMany_AreDroppedUntilALittleTimeHasPassed()
    {
        var access = Access(new TrunkOptions { Name = "a", Uri = "sip:198.51.100.1" });
        var statuses = Enumerable.Range(0, 100).Select(_ => access.Admit(Invite(), From("192.0.2.1")).Status).ToList();

        Assert.Equal((10, 90), (statuses.Count(s => s == 403), statuses.Count(s => s == -1)));
        Assert.Equal((10, 90), (access.Refused, access.Dropped));
        Assert.False(access.MayRefuse(From("192.0.2.1")));
        Assert.True(access.MayRefuse(From("192.0.2.2")));
        Assert.Equal(0, access.Admit(Invite(), From("198.51.100.1")).Status);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(403, access.Admit(Invite(), From("192.0.2.1")).Status);
    }

    [Fact]
    public void Admit_HostsOfOneIpv6Network_ShareTheirAnswers()
    {
        var access = Access(new TrunkOptions { Name = "a", Uri = "sip:198.51.100.1" });
        var statuses = Enumerable.Range(1, 30).Select(i => access.Admit(Invite(), From($"2001:db8::{i:x}")).Status).ToList();
        Assert.Equal(10, statuses.Count(s => s == 403));
    }

    [Fact]
    public void Admit_TrunkWithAPassword_ChallengesUnknownSources()
    {
        var access = Access(new TrunkOptions { Name = "a", Uri = "sip:carrier.example.test", InboundUsername = "u", InboundPassword = "p" });
        var challenged = access.Admit(Invite(), From("192.0.2.1"));

        Assert.Equal(401, challenged.Status);
        Assert.Equal(3, challenged.Headers!.Count);
        Assert.All(challenged.Headers, header => Assert.StartsWith("Digest realm=\"parley\"", header.Value, StringComparison.Ordinal));
        var wrong = Invite();
        wrong.Headers.Add("Authorization", "Digest realm=\"parley\", username=\"u\", nonce=\"0\"");
        Assert.Equal(403, access.Admit(wrong, From("192.0.2.1")).Status);
    }

    private InboundAccess Access(params TrunkOptions[] trunks) => new(new(trunks, _time), [IPNetwork.Parse("10.1.0.0/16")], _time, new Random(1), null);

    private static IPEndPoint From(string address) => new(IPAddress.Parse(address), 5060);

    private static SipRequest Invite()
    {
        var request = new SipRequest("INVITE", SipUri.Parse("sip:+15550000001@10.0.0.1"));
        request.Headers.Add("From", "<sip:a@b>;tag=1");
        return request;
    }
}
