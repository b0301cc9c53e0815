using System.Net;
using Parley.Agents;
using Parley.Rtp.Transport;
using Parley.Simulation.Personas;
using Parley.Sip;

namespace Parley.Simulation.Carrier;

/// <summary>Where a <see cref="SimulatedCarrier"/> is, and who is reached through it.</summary>
public sealed record SimulatedCarrierOptions
{
    /// <summary>Where it listens for SIP, and on which address it has its sound. Loopback, unless you want to be called from outside.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>The UDP ports of its sound.</summary>
    public PortRange MediaPorts { get; init; } = new(30_000, 34_999);

    /// <summary>
    /// Where the sound of a number's calls is, for a number whose way to us is its own; <see langword="null"/>, or a <see langword="null"/> from it, for <see cref="MediaPorts"/>.
    /// </summary>
    public Func<string, RtpPortPool?>? MediaOf { get; init; }

    /// <summary>Who is reached under which number. A number that is not there is out of service.</summary>
    public IReadOnlyDictionary<string, Persona> Numbers { get; init; } = PhoneBook.Default;

    /// <summary>What callers must prove to know (RFC 7616, algorithm MD5); <see langword="null"/> takes calls from anyone.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>The callees' voice: another one than the agent's, so that both can be told apart.</summary>
    public TextToSpeechOptions Voice { get; init; } = new() { Voice = "en-gb+f3", Speed = 1.05 };

    /// <summary>Where a stereo WAV file of every answered call is written; nowhere when <see langword="null"/>.</summary>
    public string? RecordingFolder { get; init; }

    /// <summary>How much of a call is recorded.</summary>
    public TimeSpan LongestRecording { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many calls that have ended are remembered.</summary>
    public int RemembersCalls { get; init; } = 100;

    /// <summary>A seed that makes every draw (tags, SSRCs, sequence numbers) repeatable; <see langword="null"/> draws anew each time.</summary>
    public int? Seed { get; init; }
}
