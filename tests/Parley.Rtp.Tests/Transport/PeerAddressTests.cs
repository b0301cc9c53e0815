using System.Net;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests.Transport;

public sealed class PeerAddressTests
{
    private static readonly SocketEndPoint Announced = At("192.0.2.1:5004");
    private static readonly SocketEndPoint Translated = At("198.51.100.1:40000");
    private static readonly SocketEndPoint Stranger = At("203.0.113.1:1");

    [Fact]
    public void Accept_FirstFromElsewhere_IsFollowedAndOthersRefused()
    {
        var peer = new PeerAddress(Announced, followSource: true);

        Assert.Equal(Announced, peer.Destination);
        Assert.True(peer.Accept(Translated, TimeSpan.Zero));

        Assert.Equal(Translated, peer.Destination);
        Assert.False(peer.Accept(Stranger, TimeSpan.Zero));
        Assert.True(peer.Accept(Translated, TimeSpan.Zero));
    }

    [Fact]
    public void Accept_StrayPacketFirst_TheAnnouncedPlaceTakesOverForGood()
    {
        var peer = new PeerAddress(Announced, followSource: true);
        peer.Accept(Stranger, TimeSpan.Zero);

        Assert.True(peer.Accept(Announced, TimeSpan.Zero));

        Assert.Equal(Announced, peer.Destination);
        Assert.False(peer.Accept(Stranger, TimeSpan.Zero));
        Assert.False(peer.Accept(Translated, TimeSpan.Zero));
    }

    [Fact]
    public void Accept_NotFollowing_TakesOnlyTheAnnouncedHost()
    {
        var peer = new PeerAddress(Announced, followSource: false);

        Assert.False(peer.Accept(Translated, TimeSpan.Zero));
        Assert.True(peer.Accept(At("192.0.2.1:6000"), TimeSpan.Zero));
        Assert.Equal(Announced, peer.Destination);
    }

    [Fact]
    public void Announce_SameAddress_KeepsTheSource()
    {
        var peer = new PeerAddress(Announced, followSource: true);
        peer.Accept(Translated, TimeSpan.Zero);

        peer.Announce(Announced);
        peer.Announce(At("0.0.0.0:5004"));

        Assert.Equal(Translated, peer.Destination);
    }

    [Fact]
    public void Announce_OtherAddress_FollowsAnewButNotTheStragglersOfTheOldPlace()
    {
        var peer = new PeerAddress(Announced, followSource: true);
        peer.Accept(Announced, TimeSpan.Zero);
        var next = At("192.0.2.2:5004");

        peer.Announce(next);

        Assert.Equal(next, peer.Destination);
        Assert.False(peer.Accept(Announced, TimeSpan.Zero));
        Assert.True(peer.Accept(next, TimeSpan.Zero));
        Assert.False(peer.Accept(Announced, TimeSpan.Zero));
    }

    [Fact]
    public void Announce_FarEndStaysBehindItsTranslator_IsFollowedInTheEnd()
    {
        var peer = new PeerAddress(Announced, followSource: true);
        peer.Accept(Translated, TimeSpan.Zero);

        peer.Announce(At("192.0.2.2:5004"));
        var accepted = Enumerable.Range(0, 60).Count(_ => peer.Accept(Translated, TimeSpan.Zero));

        Assert.Equal(10, accepted);
        Assert.Equal(Translated, peer.Destination);
    }

    [Fact]
    public void TryFollow_ChosenSource_MovesAndTheOldPlaceIsAStranger()
    {
        var peer = new PeerAddress(Announced, followSource: true);
        peer.Accept(Translated, TimeSpan.Zero);

        Assert.True(peer.TryFollow(Stranger));

        Assert.Equal(Stranger, peer.Destination);
        Assert.True(peer.Accept(Stranger, TimeSpan.Zero));
        Assert.False(peer.Accept(Translated, TimeSpan.Zero));
        Assert.True(peer.Accept(Announced, TimeSpan.Zero));
    }

    [Fact]
    public void TryFollow_NoSourceChosenSinceTheLastAddress_StaysThere()
    {
        var peer = new PeerAddress(Announced, followSource: true);
        Assert.False(peer.TryFollow(Stranger));
        peer.Accept(Translated, TimeSpan.Zero);
        var next = At("192.0.2.2:5004");
        peer.Announce(next);

        Assert.False(peer.Accept(Translated, TimeSpan.Zero));
        Assert.False(peer.TryFollow(Translated)); // The place that was left still sends its stream.

        Assert.Equal(next, peer.Destination);
    }

    [Fact]
    public void Accept_FirstSourceFallsSilentBeforeItIsLocked_GivesWay()
    {
        var peer = new PeerAddress(Announced, followSource: true, lockAfter: 3);
        peer.Accept(Stranger, Ms(0));
        Assert.False(peer.IsLocked);

        Assert.False(peer.Accept(Translated, Ms(40)));
        Assert.True(peer.Accept(Translated, Ms(60)));
        Assert.True(peer.Accept(Translated, Ms(80)));
        Assert.True(peer.Accept(Translated, Ms(100)));

        Assert.True(peer.IsLocked);
        Assert.Equal(Translated, peer.Destination);
        Assert.False(peer.Accept(Stranger, Ms(10_000)));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static SocketEndPoint At(string text) => SocketEndPoint.From(IPEndPoint.Parse(text));
}
