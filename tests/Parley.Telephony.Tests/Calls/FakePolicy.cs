using Parley.Telephony.Policy;

namespace Parley.Telephony.Tests.Calls;

/// <summary>A policy that is one function.</summary>
internal sealed class FakePolicy(Func<DialDestination, string?> refuse) : IDialPolicy
{
    public ValueTask<string?> RefuseAsync(DialDestination call, CancellationToken cancellationToken) => new(refuse(call));
}
