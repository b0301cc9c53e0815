using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parley.Agents;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Simulation.VirtualTime;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests;

public sealed class PhoneNetworkTests
{
    [Fact]
    public async Task DisposeAsync_NetworkThatNeverRan_DoesNothing()
    {
        var network = PhoneNetwork.CreateVirtual(seed: 1);

        await network.DisposeAsync();
        await network.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => network.RunAsync(_ => Task.CompletedTask, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DisposeAsync_CodeThatEscapesAsItStops_IsToldOnce()
    {
        var network = PhoneNetwork.CreateVirtual(seed: 1, n => n.Services.AddSingleton<IHostedService, EscapesAsItStops>());
        await network.RunAsync(_ => Task.CompletedTask, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<VirtualTimeException>(async () => await network.DisposeAsync());
        await network.DisposeAsync();
    }

    [Fact]
    public async Task DisposeAsync_AfterARunThatFailed_DoesNotHideItsFailure()
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await using var network = PhoneNetwork.CreateVirtual(seed: 1, n => n.Services.AddSingleton<IHostedService, EscapesAsItStops>());
            await network.RunAsync(_ => throw new InvalidDataException("the test's own"), TestContext.Current.CancellationToken);
        });

        Assert.Equal("the test's own", failure.Message);
    }

    [Fact]
    public async Task RunAsync_CodeThatEscapes_IsToldByTheRunAlone()
    {
        var network = PhoneNetwork.CreateVirtual(seed: 1);

        await Assert.ThrowsAsync<VirtualTimeException>(() => network.RunAsync(_ => EscapesAsItStops.LeaveAsync(), TestContext.Current.CancellationToken));
        await network.DisposeAsync();
    }

    [Fact]
    public async Task StopServerAsync_DuringACall_HangsUpAndEndsTheSession()
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n => n.AddAgent<OutboundAgent>("outbound"));

        var record = await network.RunAsync(
            async network =>
            {
                var call = network.Start(new CallPlan { Agent = "outbound", Persona = PersonaFile.Parse("steps: [{ pause: 5m }]") });
                await call.WaitForAsync<DialoutAnswered>();
                await network.StopServerAsync();
                return await call.Completion;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal((CallEnding.Completed, CallParty.Us), (record.Outcome?.Ending, record.Outcome?.HungUpBy));
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
    }

    [Fact]
    public async Task StopServerAsync_OutsideOfARun_IsRefused()
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 1);

        await Assert.ThrowsAsync<InvalidOperationException>(network.StopServerAsync);
    }

    [Fact]
    public async Task RunAsync_Person_TalksWithTheAgent()
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n => n.AddAgent<OutboundAgent>("outbound"));

        var call = await network.RunAsync("outbound", PhoneBook.Default["+15551230001"], TestContext.Current.CancellationToken);

        Assert.Null(call.Error);
        Assert.Equal(CallEnding.Completed, call.Outcome?.Ending);
        Assert.Contains(call.Events, e => e is AnswerDetected);
        Assert.Contains(call.Events, e => e is BotTranscript);
        Assert.NotEmpty(call.Sip);
    }

    /// <summary>A service that leaves the one thread when the server stops.</summary>
    private sealed class EscapesAsItStops : IHostedService
    {
        public static async Task LeaveAsync()
        {
            var (home, back) = (SynchronizationContext.Current!, new TaskCompletionSource());
            var thread = new Thread(() => home.Post(_ => back.SetResult(), null));
            thread.Start();
            thread.Join();
            await back.Task;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => LeaveAsync();
    }
}
