using Parley.Agents;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests;

/// <summary>Each call has a way of its own, for SIP and for sound.</summary>
public sealed class ImpairedCallTests
{
    [Fact]
    public async Task RunAsync_BadWayOfOneCall_LeavesTheOtherAlone()
    {
        var down = LinkSchedule.Always(new LinkProfile { IsDown = true });
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n => n.AddAgent<OutboundAgent>("outbound"));

        var calls = await network.RunAsync(
            [
                new CallPlan { Agent = "outbound", Persona = PhoneBook.Default["+15551230001"] },
                new CallPlan { Agent = "outbound", Persona = PhoneBook.Default["+15551230001"], Network = new LinkPlan(down, down) },
            ],
            TestContext.Current.CancellationToken);

        Assert.Equal(CallEnding.Completed, calls[0].Outcome?.Ending);
        Assert.Equal(CallEnding.Unreachable, calls[1].Outcome?.Ending);
        Assert.True(calls[1].Sip.Count(message => message.IsLost) >= 6, "Timer A repeats the INVITE until timer B.");
    }

    [Fact]
    public async Task RunAsync_LossyWay_IsRepairedBySipAndHeardInTheStatistics()
    {
        var lossy = LinkSchedule.Always(new LinkProfile { Loss = 0.1 });
        await using var network = PhoneNetwork.CreateVirtual(seed: 3, n => n.AddAgent<OutboundAgent>("outbound"));

        var call = await network.RunAsync(
            new CallPlan { Agent = "outbound", Persona = PhoneBook.Default["+15551230001"], Network = new LinkPlan(lossy, lossy) },
            TestContext.Current.CancellationToken);

        Assert.Contains(call.Events, e => e is DialoutAnswered);
        Assert.InRange(call.Outcome!.Media!.PacketsLost / (double)call.Outcome.Media.PacketsReceived, 0.04, 0.25);
    }
}
