/** The least that has a gate: two environments, and half of the tests have to pass. */
export const SMALL_POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: { minimum: 50 } } }
`
