using BenchmarkDotNet.Running;
using Parley.Benchmarks;
using Parley.Benchmarks.Calls;
using Parley.Benchmarks.Conversations;
using Parley.Benchmarks.Hearing;
using Parley.Benchmarks.Legs;
using Parley.Benchmarks.Starts;

if (args is ["simulation", .. var rest])
{
    return await SimulationSpeed.RunAsync(rest);
}

if (args is ["legs", .. var legs])
{
    return await LegSpeed.RunAsync(legs);
}

if (args is ["calls", .. var calls])
{
    return await CallSpeed.RunAsync(calls);
}

if (args is ["conversations", .. var conversations])
{
    return await ConversationSpeed.RunAsync(conversations);
}

if (args is ["start", .. var starts])
{
    return await StartLatency.RunAsync(starts);
}

if (args is ["vad", .. var model])
{
    return VoiceActivityComparison.Run(model);
}

if (args is ["invite"])
{
    return SipMessageSpeed.Run();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
