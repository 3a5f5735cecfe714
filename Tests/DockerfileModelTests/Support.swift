import UnikraftCore

@testable import DockerfileModel
