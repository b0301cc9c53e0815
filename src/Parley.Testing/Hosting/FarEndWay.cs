using Parley.Rtp.Transport;
using Parley.Simulation.Network;

namespace Parley.Testing.Hosting;

/// <summary>The way to one far end, when it has one of its own.</summary>
/// <param name="Media">Where the far end's sound is.</param>
/// <param name="ToCallee">What the server sends.</param>
/// <param name="FromCallee">What the server receives.</param>
internal sealed record FarEndWay(RtpPortPool Media, ILink ToCallee, ILink FromCallee);
