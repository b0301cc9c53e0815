using System.Net;
using Parley.Rtp.Packets;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

/// <summary>Somebody else wants to be heard in a call, or to hear it.</summary>
public sealed class RtpSessionHijackTests : IDisposable
{
    private const uint Ssrc = 0x77;
    private const byte Victim = 11;
    private const byte Attacker = 99;
    private static readonly SocketEndPoint AlicesPlace = SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:10000"));

    private readonly Call _call = new();
    private readonly IDatagramSocket _victim;
    private readonly IDatagramSocket _attacker;
    private int _count = 100;

    public RtpSessionHijackTests() => (_victim, _attacker) = (Bind("198.51.100.1:5555"), Bind("203.0.113.66:6666"));

    [Theory]
    [InlineData(0x1234, 0)] // a source of his own
    [InlineData(Ssrc, 0)] // a copy of what he saw
    [InlineData(Ssrc, 1)] // one ahead of it
    [InlineData(Ssrc, 50)]
    public void Poll_AttackerInTheMidstOfACall_IsNeitherHeardNorFed(uint ssrc, int ahead)
    {
        Run(20, attack: null);
        Run(200, attack: i => Packet(i + ahead, ssrc, Attacker));

        AssertVictimKeptTheCall(foreign: 200);
    }

    [Fact]
    public void Poll_AttackerFloods_IsNeitherHeardNorFed()
    {
        Run(20, attack: null);
        for (var tick = 0; tick < 50; tick++)
        {
            for (var i = 0; i < 40; i++)
            {
                _attacker.TrySend(Packet(_count + i, 0x1234, Attacker), AlicesPlace);
            }

            Run(1, attack: null);
        }

        AssertVictimKeptTheCall(foreign: 2000);
    }

    [Fact]
    public void Poll_AttackerBeginsWithTheCall_LosesToTheFirstWhoKeepsSending()
    {
        Run(1, attack: null);
        Run(100, attack: i => Packet(i, 0x1234, Attacker));

        AssertVictimKeptTheCall(foreign: 100);
    }

    [Fact]
    public void Poll_StrayPacketsFirst_ThePeerBehindItsTranslatorIsHeardAllTheSame()
    {
        _attacker.TrySend(Packet(7, 0x1234, Attacker), AlicesPlace);
        _attacker.TrySend(Packet(8, 0x1234, Attacker), AlicesPlace);
        Run(50, attack: null);

        Assert.Equal("198.51.100.1:5555", _call.Alice.Session.Destination.ToString());
        Assert.True(_call.Alice.Played.Count(value => value == Victim) > 40);
    }

    [Fact]
    public void Poll_CallIsQuiet_AttackerWithoutTheStreamsNumbersGetsNothing()
    {
        Run(20, attack: null);
        for (var i = 0; i < 200; i++)
        {
            _attacker.TrySend(Packet(i, 0x1234, Attacker), AlicesPlace);
            Tick();
        }

        Assert.Equal("198.51.100.1:5555", _call.Alice.Session.Destination.ToString());
        Assert.DoesNotContain(Attacker, _call.Alice.Played);
        Run(20, attack: null);
        AssertVictimKeptTheCall(foreign: 200);
    }

    public void Dispose()
    {
        _victim.Dispose();
        _attacker.Dispose();
        _call.Dispose();
    }

    private void AssertVictimKeptTheCall(int foreign)
    {
        Assert.Equal("198.51.100.1:5555", _call.Alice.Session.Destination.ToString());
        Assert.DoesNotContain(Attacker, _call.Alice.Played);
        Assert.Equal(foreign, _call.Alice.Session.Statistics.PacketsForeign);
        Assert.False(_attacker.TryReceive(new byte[500], out _, out _));
        Assert.Equal(Victim, _call.Alice.Played[^1]);
    }

    private static byte[] Packet(int number, uint ssrc, byte value)
    {
        var bytes = new byte[RtpHeader.Size + 160];
        new RtpHeader(0, false, (ushort)number, (uint)(number * 160), ssrc).Write(bytes);
        bytes.AsSpan(RtpHeader.Size).Fill(value);
        return bytes;
    }

    private IDatagramSocket Bind(string place) => _call.Network.Bind(IPEndPoint.Parse(place));

    private void Run(int ticks, Func<int, byte[]>? attack)
    {
        for (var i = 0; i < ticks; i++)
        {
            _victim.TrySend(Packet(_count, Ssrc, Victim), AlicesPlace);
            if (attack is not null)
            {
                _attacker.TrySend(attack(_count), AlicesPlace);
            }

            _count++;
            Tick();
        }
    }

    private void Tick()
    {
        _call.Alice.Tick(1);
        _call.Time.Advance(TimeSpan.FromMilliseconds(20));
    }
}
